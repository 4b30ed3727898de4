import { digitalTwin } from '../digitaltwin/example.ts';
import type { ExampleService, RunningService } from '../host/example-service.ts';
import { party } from '../party/example.ts';
import { promptrefine } from '../promptrefine/example.ts';
import { storefront } from '../storefront/example.ts';
import { downScriptsStory } from './digitaltwin/down-scripts.ts';
import { twinRestore } from './digitaltwin/restore.ts';
import { wrongScriptStory } from './digitaltwin/wrong-script.ts';
import { partyAppRollback } from './party/app-rollback.ts';
import { partyDataFix } from './party/data-fix.ts';
import { partyFeatureFlag } from './party/feature-flag.ts';
import { partyNoUndo } from './party/no-undo.ts';
import { partyUndo } from './party/undo.ts';
import { partyWidespread } from './party/widespread.ts';
import { authorityDrillStory } from './promptrefine/authority-drill.ts';
import { copyBackStory } from './promptrefine/copy-back.ts';
import { drillStory } from './promptrefine/drills/drill.ts';
import { forwardFixStory } from './promptrefine/forward-fix.ts';
import { providerOutageStory } from './promptrefine/provider-outage.ts';
import { restoreStory } from './promptrefine/restore.ts';
import { storefrontBadDeploy } from './storefront/bad-deploy.ts';
import { storefrontBadMigration } from './storefront/bad-migration.ts';
import { storefrontDatabaseRollback } from './storefront/database-rollback.ts';
import type { Story } from './story.ts';

/** An example service with what `--auto` can play on it; its first story is played unless another is named. */
export interface Stage {
  readonly example: ExampleService;
  readonly stories: readonly Story<RunningService>[];
}

/** Every example service that there is. A new one is a folder, its stories and a line here. */
export const stages: readonly Stage[] = [
  stageOf(promptrefine, [
    restoreStory,
    forwardFixStory,
    copyBackStory,
    drillStory,
    authorityDrillStory,
    providerOutageStory,
  ]),
  stageOf(party, [partyDataFix, partyAppRollback, partyWidespread, partyUndo, partyNoUndo, partyFeatureFlag]),
  stageOf(storefront, [storefrontBadDeploy, storefrontBadMigration, storefrontDatabaseRollback]),
  stageOf(digitalTwin, [downScriptsStory, wrongScriptStory, twinRestore]),
];

/** Its type lets only stories of this very example through. */
function stageOf<Service extends RunningService>(
  example: ExampleService<Service>,
  stories: readonly Story<Service>[],
): Stage {
  return { example, stories };
}
