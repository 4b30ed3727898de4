import type { AutoDeployWish } from '../../domain/auto-deploy.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { heldSwitches, type SwitchWish } from '../../domain/switches.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import { followUpsAtClose } from '../../plan/aftercare/follow-ups.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { closeKeptOf } from './close-kept.ts';
import { dropCopiesOf } from './drop-copies.ts';
import { putBackSwitches, switchesStillOff, switchLeftOff } from './put-back-switches.ts';
import { leftOff, releaseAutoDeploys, stillOff } from './release-auto-deploys.ts';

/** Ends an incident, with its root cause and the path that was used (G12). Its scratch databases go, the journal stays. */
export async function close(
  house: House,
  asking: Asking,
  given: {
    readonly incident: IncidentId;
    readonly rootCause: string;
    readonly pathUsed: string;
    readonly wentWell?: string | undefined;
    readonly wentBadly?: string | undefined;
    readonly autoDeploys?: AutoDeployWish | undefined;
    readonly switches?: SwitchWish | undefined;
  },
): Promise<Verdict<Incident>> {
  const { pathUsed } = given;
  const rootCause = given.rootCause.trim();
  if (rootCause === '') {
    return refused({
      code: 'bad-input',
      say: 'The root cause is empty.',
      hint: 'One sentence is enough; "not known yet" is an answer too.',
    });
  }
  if (given.autoDeploys === 'release') {
    const released = await releaseAutoDeploys(house, asking, given.incident);
    if (released.kind === 'refused') return released;
  }
  if (given.switches === 'switch-on') {
    const putBack = await putBackSwitches(house, asking, given.incident);
    if (putBack.kind === 'refused') return putBack;
  }
  const verdict = await act(house, asking, given.incident, 'close', (incident, now, service) => {
    const held = heldSwitches(incident.switches);
    if (held.length > 0 && given.switches !== 'leave-off')
      return refused(switchesStillOff(held.map(({ title }) => title)));
    const off = Object.keys(incident.autoDeploys);
    if (off.length > 0 && given.autoDeploys !== 'leave-off') return refused(stillOff(off));
    return granted([
      ...off.map(leftOff),
      ...held.map(({ name }) => switchLeftOff(name)),
      { kind: 'incident-closed', rootCause, pathUsed, ...hindsight(given) },
      ...followUpsAtClose(incident, service.aftercare, asking.person, now),
    ]);
  });
  // The answer does not wait for it; what is left then, the start and the hourly look sweep.
  if (verdict.kind === 'granted') {
    dropCopiesOf(house, endedBy(verdict.value)).catch(() => undefined);
    closeKeptOf(house, verdict.value).catch(() => undefined);
  }
  return verdict;
}

/** What was not said is left out of the journal, not written down as empty. */
function hindsight(given: { readonly wentWell?: string | undefined; readonly wentBadly?: string | undefined }) {
  const [wentWell = '', wentBadly = ''] = [given.wentWell?.trim(), given.wentBadly?.trim()];
  return { ...(wentWell === '' ? {} : { wentWell }), ...(wentBadly === '' ? {} : { wentBadly }) };
}

function endedBy({ id, declaration }: Incident): Parameters<typeof dropCopiesOf>[1] {
  return { id, service: declaration.service };
}
