import type { ExampleService } from '../host/example-service.ts';
import { demoPeople } from '../slack/preset.ts';
import { promptrefinePolicy, promptrefineSecrets } from './recourse-policy.ts';
import { type Promptrefine, startPromptrefine } from './start.ts';

export const promptrefine: ExampleService<Promptrefine> = {
  name: 'promptrefine',
  title: 'PromptRefine',
  about: 'a prompt library on Drizzle, restored from its backups first',
  decider: { id: demoPeople.lead.id, role: 'team lead' },
  start: startPromptrefine,
  policy: promptrefinePolicy,
  environment: promptrefineSecrets,
};
