import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../cluster/with-client.ts';
import type { Mishap } from '../host/example-service.ts';
import { migrateDeploy } from '../prisma/migrate-deploy.ts';
import { type Places, readState } from './look.ts';
import type { Platforms } from './platforms.ts';
import type { Repository } from './repository.ts';

interface Ground extends Places {
  readonly ownerUrl: string;
  readonly repository: Repository;
  readonly platforms: Platforms;
  readonly migrations: string;
}

/** The longest patience with both platforms, in ms. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/** What goes wrong with the storefront: code alone, or a migration. */
export function storefrontMishaps(ground: Ground): readonly Mishap[] {
  const { totals, tidy, amounts } = ground.repository.commits;
  return [
    {
      name: 'bad-deploy',
      label: 'Push the bad commit',
      description: 'API and web change what they agreed on, and the API stumbles. The data stays sound.',
      how: 'Press the button. Render and Vercel deploy the push by themselves.',
      told: {
        prepare:
          'Recourse asks Render and Vercel what ran well before, and checks that it can run on the data as it is.',
        decide:
          'Press *Approve rollback*. Nothing has to be typed: no data is replaced. Robin would be refused: try it.',
        over: 'The code is back.',
      },
      run: () => release(ground, totals),
    },
    {
      name: 'bad-migration',
      label: 'Run the bad migration',
      description: 'Deletes rows and drops a column.',
      how: 'Press the button. The release will report success.',
      run: () => releaseAndMigrate(ground, tidy),
    },
    {
      name: 'renamed-totals',
      label: 'Release the renamed totals',
      description: 'Renames and retypes a column that the page and the writing of orders read. No data is lost.',
      how: 'Press the button. The release will report success.',
      told: {
        prepare:
          'Recourse tries the code first. No earlier commit can run on the renamed column, so it restores a copy.',
        decide:
          'In the thread press *Another way back* and take the down scripts: the table changes back where it is. Then approve and type `storefront`.',
        over: 'The column is back.',
      },
      run: () => releaseAndMigrate(ground, amounts),
    },
  ];
}

async function releaseAndMigrate(ground: Ground, commit: string): Promise<void> {
  await release(ground, commit);
  await withClient(ground.ownerUrl, (client) => migrateDeploy(client, ground.migrations));
}

/** A push, up to where both platforms serve it. Throws where one of them does not get there. */
async function release(ground: Ground, commit: string): Promise<void> {
  await ground.repository.checkOut(commit);
  ground.platforms.push(commit);
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const { apiCommit, webCommit } = await readState(ground);
    if (apiCommit === commit && webCommit === commit) return;
    await delay(LOOK_MS);
  }
  throw new Error(`Render and Vercel did not come to serve ${commit}`);
}
