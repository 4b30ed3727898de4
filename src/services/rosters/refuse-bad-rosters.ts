import { RecourseError } from '../../domain/errors.ts';
import type { House } from '../house.ts';
import type { RosterChecked } from './check-rosters.ts';

/**
 * Refuses to start where the people of a service are a mistake: unknown to the workspace, or too few to ever decide. Not
 * while an incident of that service is live (then somebody is waiting for us), and not while Slack cannot be asked.
 *
 * @throws RecourseError `bad-configuration`
 */
export async function refuseBadRosters(house: Pick<House, 'store'>, checked: readonly RosterChecked[]): Promise<void> {
  const live = await house.store.list({ liveOnly: true, limit: 200 });
  const waiting = new Set(live.map((line) => line.service));
  const wrong = checked
    .filter(({ service, passing }) => !passing && !waiting.has(service.name))
    .flatMap(({ findings }) => findings.filter(({ result }) => result === 'failed'));
  if (wrong.length === 0) return;
  throw new RecourseError(`Nobody could rely on these people:\n  ${wrong.map(({ say }) => say).join('\n  ')}`, {
    code: 'bad-configuration',
    hint: [...new Set(wrong.flatMap(({ hint }) => hint ?? []))].join(' '),
    facts: { mistakes: wrong.length },
  });
}
