import type { RunningService } from '../../../demo/host/example-service.ts';
import type { AnyRoad } from '../roads.ts';
import { promptrefineStage } from './promptrefine.ts';
import type { CrashStage } from './stage.ts';

/** Where a road leads. */
export function stageOf({ stage = promptrefineStage }: AnyRoad): CrashStage<RunningService> {
  return stage;
}
