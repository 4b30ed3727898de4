import type { Panel } from '../slack/shapes.ts';
import type { World } from './world.ts';

/** Often enough to see the service fail and come back. */
const LOOK_MS = 1_500;

const backUp = {
  id: 'back-up',
  label: 'Take a backup first',
  description: 'Type /backup take promptrefine as Sam, as a careful team would before a release.',
};
const breakIt = {
  id: 'break-it',
  label: 'Run the bad migration',
  description: 'Releases a commit whose migration deletes rows and drops a column. It reports success.',
};

/** Puts the example service beside the Slack page: what it answers, and the button that breaks it. */
export async function showPanel(world: World): Promise<() => void> {
  let told = 'Nothing has happened yet.';
  let broken = false;
  const look = async () => {
    const state = await world.service.state();
    await world.slack.setPanel(panelOf(world, state, { told, broken }));
  };
  const stopBackUp = world.slack.onPanel(backUp.id, () => {
    told = 'In the channel, act as Sam and send: /backup take promptrefine';
    void look();
  });
  const stopBreakIt = world.slack.onPanel(breakIt.id, () => {
    broken = true;
    told = 'The release is going out …';
    world.service.runBadMigration().then(
      ({ migration, apiError }) => {
        told = `${migration} reported success. GET /api/prompts: ${apiError.status} ${apiError.message}. Now act as Sam: /incident declare`;
      },
      (error: unknown) => {
        broken = false;
        told = `The release did not go out: ${error instanceof Error ? error.message : String(error)}`;
      },
    );
  });
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return () => {
    clearInterval(timer);
    stopBackUp();
    stopBreakIt();
  };
}

type State = Awaited<ReturnType<World['service']['state']>>;

function panelOf({ service }: World, state: State, { told, broken }: { told: string; broken: boolean }): Panel {
  const onBadCommit = state.health?.commit === service.commits.bad;
  return {
    title: 'PromptRefine, the example service',
    description: told,
    buttons: [
      { ...backUp, enabled: !onBadCommit },
      { ...breakIt, enabled: !onBadCommit && !(broken && state.promptsStatus !== 200) },
    ],
    status: [
      {
        label: 'GET /api/prompts',
        value: state.promptsStatus === 0 ? 'no answer' : String(state.promptsStatus),
        level: state.promptsStatus === 200 ? 'good' : 'bad',
      },
      {
        label: 'running commit',
        value: state.health?.commit.slice(0, 7) ?? 'unknown',
        level: onBadCommit ? 'bad' : 'neutral',
      },
      { label: 'page', value: service.baseUrl, level: 'neutral' },
    ],
  };
}
