import type { AuthorityDrillId } from '../../../domain/authority-drill.ts';
import { isPretended, type PretendedBody } from '../../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import type { Choice } from '../../../domain/decision.ts';
import type { ServiceName } from '../../../domain/ids.ts';
import type { Incident } from '../../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../../domain/verdict.ts';
import type { Judged } from '../../../engine/journal.ts';
import { typedPhrase } from '../../../policy/confirmation.ts';
import { type House, serviceNamed } from '../../house.ts';
import type { Asking } from '../../use-cases.ts';
import type { Scene } from '../../voting/act-on.ts';
import { judgeAnswer } from '../../voting/answer-contact.ts';
import { judgeBallot } from '../../voting/vote.ts';
import { readDrills, writeDrill } from '../drill-log.ts';
import { incidentLive, liveIncident } from './ask-authority.ts';
import { pretendedRevision, pretendIncident } from './pretend.ts';

export interface AuthorityAnswer {
  readonly drill: AuthorityDrillId;
  readonly service: ServiceName;
  /** `here`: "I am here", which decides nothing. */
  readonly act: Choice | 'here';
}

/**
 * A click on a drill's button, judged by the policy that judges real ones: who may, whether the lead could be reached, how
 * many people it takes. What is written says nothing but that it was clicked.
 */
export async function answerAuthority(
  house: Pick<House, 'drills' | 'services' | 'people' | 'store' | 'wake'>,
  asking: Asking,
  given: AuthorityAnswer,
): Promise<Verdict<AuthorityRecord>> {
  const service = serviceNamed(house, given.service);
  const find = async () =>
    service === null
      ? undefined
      : (await readDrills(house.drills, service)).history.authority.find(({ id }) => id === given.drill);
  if (service === null || (await find()) === undefined) return refused(unknownDrill(given.drill));
  const live = await liveIncident(house);
  if (live !== null) {
    house.wake(); // whoever keeps drills ends this one
    return refused(incidentLive(live));
  }
  const resolved = await house.people.roster(service);
  let refusals: readonly Refusal[] = [];
  await writeDrill(house.drills, service, ({ history, now }) => {
    refusals = [];
    const drill = history.authority.find(({ id }) => id === given.drill);
    if (drill === undefined) return null;
    const incident = pretendIncident(drill, service);
    const scene: Scene = { incident, service, resolved, person: asking.person, now: new Date(now) };
    const verdict = judgeInDrill(drill, scene, given.act);
    if (verdict.kind === 'refused') refusals = verdict.reasons;
    const bodies = verdict.kind === 'granted' ? pretendedOf(verdict.value) : [];
    if (bodies.length === 0) return null;
    const body = { kind: 'authority-wrote', number: drill.number, bodies } as const;
    return { body, by: { kind: 'person', id: asking.person }, guard: { once: asking.once } };
  });
  house.wake();
  const after = await find();
  return refusals.length > 0 || after === undefined ? { kind: 'refused', reasons: refusals } : granted(after);
}

/** One that is over, or decided, has nothing left to judge, and what a real incident would offer then is not offered. */
function judgeInDrill(drill: AuthorityRecord, scene: Scene, act: AuthorityAnswer['act']): Verdict<Judged> {
  const { incident } = scene;
  if (drill.state === 'ended' || incident.decision !== null) return refused(ended(drill, incident));
  const verdict = judge(scene, act);
  return verdict.kind === 'refused' ? { ...verdict, reasons: verdict.reasons.map(inDrill) } : verdict;
}

/** What the form of a real vote would ask is filled in here: a drill measures people, not their typing. */
function judge(scene: Scene, act: AuthorityAnswer['act']): Verdict<Judged> {
  if (act === 'here') return judgeAnswer(scene, 'pressed “I am here”');
  const { incident, service } = scene;
  const digest = incident.proposed?.digest;
  if (digest === undefined) throw new TypeError('a drill without a plan');
  const typed = typedPhrase(incident, service) ?? undefined;
  const asked = { incident: incident.id, choice: act, revision: pretendedRevision, digest, reason: 'in a drill' };
  return judgeBallot(scene, typed === undefined ? asked : { ...asked, typed });
}

/** A refusal is as real as any, and still nobody may take what it is about for real. */
function inDrill(refusal: Refusal): Refusal {
  return {
    ...refusal,
    say: `In this drill: ${refusal.say}`,
    hint: `In a real incident: ${refusal.hint} In this drill there is nothing to do.`,
  };
}

function pretendedOf({ drafts }: Judged): PretendedBody[] {
  return drafts.map(({ body }) => body).filter(isPretended);
}

function unknownDrill(id: string): Refusal {
  return {
    code: 'bad-input',
    say: `There is no drill ${id} here.`,
    hint: '`/drill history` shows those that there were.',
  };
}

/** Old buttons are answered with how it ended; over it is as soon as somebody has decided. */
function ended({ id, report }: AuthorityRecord, { decision }: Incident): Refusal {
  const how = {
    'in-time': 'with a decision in time',
    lapsed: 'without a decision in time',
    'could-not-be-measured': 'without having reached anybody',
    'ended-by-incident': 'because a real incident was declared',
  };
  const decided = decision === null ? 'lapsed' : 'in-time';
  return {
    code: 'already-decided',
    say: `The drill ${id} is over; it ended ${how[report?.result ?? decided]}. Nothing was counted.`,
    hint: '`/drill report` shows who was asked and who answered.',
  };
}
