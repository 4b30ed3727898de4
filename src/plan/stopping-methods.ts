import type { FreezeMethod } from '../domain/policy-file/databases.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** These stop the service itself; locks and gates would stand in the way of scripts that change the tables. */
const stopTheService: ReadonlySet<FreezeMethod['method']> = new Set(['command', 'webhook']);

/** How a service is stopped while scripts change its tables (S2); none where it can only be locked out. */
export function stoppingMethods({ freeze }: Pick<ServicePolicy, 'freeze'>): readonly FreezeMethod[] {
  return freeze.methods.filter(({ method }) => stopTheService.has(method));
}
