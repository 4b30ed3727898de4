import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promptrefine } from '../../../demo/promptrefine/example.ts';
import type { Promptrefine } from '../../../demo/promptrefine/start.ts';
import { readDeploys } from '../counted-deploy.ts';
import type { CrashWorld } from '../crash-world.ts';
import { headingScripts } from '../roads/heading-scripts.ts';
import { countedSwitches } from '../roads/switches.ts';
import type { Leaves } from '../roads.ts';
import type { CrashStage, StageFiles } from './stage.ts';

/** One service on Drizzle that is deployed by a command. */
export const promptrefineStage: CrashStage = {
  example: promptrefine,
  rows: 0.02,
  adapt: quickly,
  quieten: (service) => service.setTrafficRate(0),
  watch: watchDeploys,
};

/** What takes the runs of the data-fix road away again. */
const repair = 'DELETE FROM test_runs r WHERE NOT EXISTS (SELECT FROM prompts p WHERE p.id = r.prompt_id);\n';

/** Short proofs and watches, a repair, down scripts, switches, and the deploy command with a tally sheet. */
function quickly({ folder, deploys }: StageFiles) {
  const repairFile = join(folder, 'remove-orphan-runs.sql');
  writeFileSync(repairFile, repair);
  return (policy: Record<string, unknown>) => {
    const [deploy] = policy['deploys'] as { deploy: { run: string[] } }[];
    const [node = '', ...script] = deploy?.deploy.run ?? [];
    const counted = { run: [node, join(import.meta.dirname, '..', 'counted-deploy.ts'), deploys, ...script] };
    return {
      ...policy,
      database: {
        ...(policy['database'] as object),
        repairs: [{ for: 'test runs without their prompt', script: repairFile }],
      },
      migrations: { ...(policy['migrations'] as object), down_scripts: headingScripts },
      freeze: { ...(policy['freeze'] as object), prove_for: '200ms' },
      watch: { for: '1s', every: '500ms' },
      deploys: [{ ...deploy, deploy: counted }],
      switches: countedSwitches(folder, policy['switches'] as object[]),
    };
  };
}

/** The service answers on the right commit, takes writes, and was deployed as often as the road wants it. */
function watchDeploys({ world, deploys }: CrashWorld<Promptrefine>, leaves: Leaves) {
  const before = readDeploys(deploys);
  return async () => {
    const { promptsStatus, health } = await world.service.state();
    const after = readDeploys(deploys);
    const [begun, ended] = [after.begun - before.begun, after.ended - before.ended];
    const wanted = leaves.deploys;
    return [
      ...(promptsStatus === 200 ? [] : [`GET /api/prompts answers ${promptsStatus}`]),
      ...(health?.commit === (leaves.commit ?? world.service.commits.good)
        ? []
        : [`the service runs ${health?.commit}`]),
      ...(health?.maintenance === false ? [] : ['the service is still in maintenance']),
      ...(ended <= wanted && begun >= wanted && begun <= 2 * wanted
        ? []
        : [`the deploy was begun ${begun} times and succeeded ${ended} times`]),
    ];
  };
}
