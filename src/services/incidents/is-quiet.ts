import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { House } from '../house.ts';

/** Whether no incident of the service is open: while one is, nothing is taken away that it may want. */
export async function isQuiet({ store }: Pick<House, 'store'>, { name }: ServicePolicy): Promise<boolean> {
  return (await store.list({ liveOnly: true, service: name, limit: 1 })).length === 0;
}
