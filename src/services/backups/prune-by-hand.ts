import type { ServiceName } from '../../domain/ids.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import type { Retention } from '../../plan/retention.ts';
import { type House, serviceNamed } from '../house.ts';
import { unknownService } from './find-backup.ts';
import { prune } from './prune.ts';
import { pruneLostRows, type RowsRetention } from './prune-lost-rows.ts';

/** Retention by the policy, now instead of after the next backup. Nobody can remove more by it than the schedule would. */
export async function pruneByHand(
  house: Pick<House, 'services' | 'store' | 'journal' | 'portsOf' | 'migrations'>,
  given: { readonly service: ServiceName; readonly dryRun: boolean },
): Promise<Verdict<Retention & { readonly rows: RowsRetention }>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(unknownService(house, given.service));
  const rows = await pruneLostRows(house, service, given);
  return granted({ ...(await prune(house, service, given)), rows });
}
