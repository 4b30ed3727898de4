import type { ExampleService } from '../host/example-service.ts';
import { demoPeople } from '../slack/preset.ts';
import { partyPolicy, partySecrets } from './recourse-policy.ts';
import { type Party, startParty } from './start.ts';

export const party: ExampleService<Party> = {
  name: 'party',
  title: 'Party',
  about: 'a kennel’s client book on Prisma, after phases 4 and 5: repaired and fixed forward first',
  decider: { id: demoPeople.lead.id, role: 'team lead' },
  start: startParty,
  policy: partyPolicy,
  environment: partySecrets,
};
