import { type Oid, type ServiceName, toInstant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { ReplacedLine } from '../../domain/replaced.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { endOf } from '../../plan/replaced.ts';
import { type House, serviceNamed } from '../house.ts';

/** The replaced databases of a service that are still there, oldest first. */
export async function listReplaced(
  house: Pick<House, 'portsOf'>,
  service: ServicePolicy,
): Promise<readonly ReplacedLine[]> {
  const all = await house.portsOf(service.name).replaced.list();
  return all
    .filter(({ standing }) => standing === 'there' || standing === 'dropping')
    .map((replaced) => ({ replaced, end: endOf(replaced, service.database.keep_replaced) }));
}

/**
 * Keeps one for so many milliseconds longer than it would be. Anybody may: it takes nothing from anybody but disk.
 * `person` is a Slack id, or a name from the terminal.
 */
export async function keepReplaced(
  house: Pick<House, 'services' | 'portsOf'>,
  asking: { readonly person: string },
  given: { readonly service: ServiceName; readonly oid: Oid; readonly forMs: number },
): Promise<Verdict<ReplacedLine>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(gone);
  const find = async () =>
    (await listReplaced(house, service)).find(({ replaced }) => replaced.database.oid === given.oid);
  const line = await find();
  if (line === undefined) return refused(gone);
  const until = toInstant(new Date(Date.parse(line.end) + given.forMs));
  const put = await house.portsOf(service.name).replaced.keepUntil(line.replaced.database, until, asking.person);
  const after = put ? await find() : undefined;
  return after === undefined ? refused(gone) : granted(after);
}

const gone: Refusal = {
  code: 'bad-input',
  say: 'That replaced database is gone, or is being dropped at this moment.',
  hint: '`/backup replaced` shows those that there are.',
};
