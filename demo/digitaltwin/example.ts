import type { ExampleService } from '../host/example-service.ts';
import { demoPeople } from '../slack/preset.ts';
import { digitalTwinPolicy, digitalTwinSecrets } from './recourse-policy.ts';
import { type DigitalTwin, startDigitalTwin } from './start.ts';

export const digitalTwin: ExampleService<DigitalTwin> = {
  name: 'digitaltwin',
  title: 'Digital Twin',
  about: 'plain SQL with rollback scripts on docker-compose: taken back by the scripts, rehearsed first',
  decider: { id: demoPeople.lead.id, role: 'team lead' },
  start: startDigitalTwin,
  policy: digitalTwinPolicy,
  environment: digitalTwinSecrets,
};
