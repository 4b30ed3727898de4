import { withClient } from '../cluster/with-client.ts';
import type { Mishap } from '../host/example-service.ts';

/** The ids of the prompts that somebody deletes by mistake. The traffic adds to earlier ones. */
export const deletedPrompts = 'BETWEEN 31 AND 35';

/** Somebody deletes five prompts, and with them all that hangs on them; the service goes on as if nothing were. */
export function deletePrompts(ownerUrl: string): Mishap {
  return {
    name: 'deleted-prompts',
    label: 'Delete five prompts',
    description: 'A script deletes five prompts with their versions and test runs. The service goes on.',
    how: 'Press the button. No request fails: only the rows are gone.',
    told: {
      decide:
        'In the thread press *Another way back*, take *Copy rows back* and name `prompts, prompt_versions, test_runs`. Then approve.',
      over: 'The rows are back.',
    },
    run: () => withClient(ownerUrl, (client) => client.query(`DELETE FROM prompts WHERE id ${deletedPrompts}`)),
  };
}
