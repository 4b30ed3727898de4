import type { ExampleService } from '../host/example-service.ts';
import { demoPeople } from '../slack/preset.ts';
import { storefrontPolicy, storefrontSecrets } from './recourse-policy.ts';
import { type Storefront, startStorefront } from './start.ts';

export const storefront: ExampleService<Storefront> = {
  name: 'storefront',
  title: 'Storefront',
  about: 'an API on Render and a web on Vercel, Prisma: the code goes back first, on-call decides',
  decider: { id: demoPeople.onCall.id, role: 'on-call engineer' },
  start: startStorefront,
  policy: storefrontPolicy,
  environment: storefrontSecrets,
};
