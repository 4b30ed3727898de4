import { decisionSentence } from '../../../blocks/words/decisions.ts';
import { counted, durationOf, shortDigest } from '../../../blocks/words/numbers.ts';
import { instant, type Phrase, person, say } from '../../../blocks/words/phrase.ts';
import type { Reader } from '../../../blocks/words/reader.ts';
import { stepSpoken, titleFromName } from '../../../blocks/words/steps.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import type { Incident, StepState } from '../../domain/incident.ts';
import { rowsLost } from '../../domain/loss.ts';
import { stepRegistry } from '../../steps/registry.ts';

/** Where an incident stands, for a terminal: one line per fact, then one per step. Ends without a line break. */
export function describeIncident(incident: Incident, reader: Reader): string {
  const { id, declaration, phase } = incident;
  const title = `${id}  ${declaration.service} (${declaration.environment}): ${phase}`;
  const facts = factsOf(incident).map(([name, phrase]) => `  ${name.padEnd(11)} ${writePlain(phrase, reader)}`);
  const steps = Object.values(incident.steps)
    .filter(({ status }) => status !== 'pending')
    .map((step) => `  - ${writePlain(describeStep(step), reader)}`);
  return [title, ...facts, ...(steps.length === 0 ? [] : ['  steps', ...steps])].join('\n');
}

function factsOf(incident: Incident): [string, Phrase][] {
  const { declaration, proposed, decision } = incident;
  const facts: [string, Phrase | null][] = [
    ['declared', say`${instant(incident.declaredAt)} by ${person(declaration.declaredBy)}`],
    ['identified', say`${instant(incident.identifiedAt)}`],
    ['seen', say`${declaration.seen}`],
    ['migration', declaration.migration === undefined ? null : say`${declaration.migration}`],
    ['commit', declaration.commit === undefined ? null : say`${declaration.commit}`],
    ['plan', proposed === null ? null : describePlan(proposed)],
    ['decision', decision === null ? null : decisionSentence(decision)],
    ['recovered', incident.recoveredAt === null ? null : say`${instant(incident.recoveredAt)}`],
    ['closed', incident.closedAt === null ? null : say`${instant(incident.closedAt)}`],
    ['journal', say`${counted(incident.head.n, 'entry', 'entries')}, head ${incident.head.digest}`],
  ];
  return facts.flatMap(([name, phrase]) => (phrase === null ? [] : [[name, phrase]]));
}

function describePlan({ revision, digest, plan, expectedMs }: NonNullable<Incident['proposed']>): Phrase {
  const backup = plan.backup === null ? '' : ` of ${plan.backup.id}`;
  const loss = plan.statedLoss === null ? '' : `, losing ${counted(rowsLost(plan.statedLoss), 'row')}`;
  return say`revision ${revision} (${shortDigest(digest)}): ${plan.path}${backup}${loss}, in about ${durationOf(expectedMs)}`;
}

function describeStep({ name, status, error, progress, findings, beganAt, endedAt }: StepState): Phrase {
  const title = stepRegistry.get(name)?.title ?? titleFromName(name);
  const tookMs = beganAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(beganAt);
  const running = status === 'running' ? progress : null;
  return stepSpoken({ name, title, status, tookMs, findings, say: error?.say ?? running, needsGrant: false });
}
