import type { Panel, PanelButton, PanelStatus } from '../../slack/shapes.ts';
import { isOver, type Seen } from './seen.ts';
import { stepsOf } from './steps.ts';

export const panelTitle = 'Demo: PromptRefine';

/** Ids of the panel's buttons. */
export const panelButtons = { backUp: 'back-up', breakIt: 'break-it', kill: 'kill-bot' } as const;

/** The panel for what was seen: what to do next, the buttons, and how the service does. */
export function drawPanel(seen: Seen): Panel {
  return {
    title: panelTitle,
    description: seen.trouble ?? sayOver(seen),
    steps: stepsOf(seen),
    buttons: [backUp(seen), breakIt(seen), kill(seen)],
    status: [...serviceStatus(seen), botStatus(seen)],
  };
}

function sayOver(seen: Seen): string {
  return seen.release === 'out' && seen.incident?.phase === 'closed' && isOver(seen)
    ? 'The data is back. Once more? Take a backup and run the bad migration again.'
    : '';
}

function mayRelease(seen: Seen): boolean {
  return !seen.service.onBadCommit && (seen.release === 'none' || isOver(seen));
}

function backUp(seen: Seen): PanelButton {
  return {
    id: panelButtons.backUp,
    label: seen.backup === 'running' ? 'Taking a backup …' : 'Take a backup',
    description: 'Sends /backup take promptrefine as Sam.',
    enabled: seen.backup !== 'running' && seen.bot.connected && mayRelease(seen),
  };
}

function breakIt(seen: Seen): PanelButton {
  const first = seen.backup === 'taken' ? '' : ' Sam takes a backup first.';
  return {
    id: panelButtons.breakIt,
    label: seen.release === 'running' ? 'Releasing …' : 'Run the bad migration',
    description: `Deletes rows and drops a column.${first}`,
    enabled: seen.backup !== 'running' && mayRelease(seen),
  };
}

function kill({ bot }: Seen): PanelButton {
  return {
    id: panelButtons.kill,
    label: 'Kill the bot (kill -9)',
    description: 'It starts again and goes on.',
    enabled: bot.connected,
  };
}

function serviceStatus({ service }: Seen): PanelStatus[] {
  const { promptsStatus, okPerSecond, failedPerSecond, commit, onBadCommit, url } = service;
  return [
    {
      label: 'GET /api/prompts',
      value: promptsStatus === 0 ? 'no answer' : String(promptsStatus),
      level: promptsStatus === 200 ? 'good' : 'bad',
      url: `${url}/api/prompts`,
    },
    {
      label: 'Requests',
      value: `${okPerSecond} ok, ${failedPerSecond} failed a second`,
      level: failedPerSecond > 0 ? 'bad' : 'good',
    },
    { label: 'Commit', value: commit?.slice(0, 7) ?? 'no answer', level: onBadCommit ? 'bad' : 'good' },
  ];
}

function botStatus({ bot }: Seen): PanelStatus {
  const killed = bot.kills === 0 ? '' : `, killed ${bot.kills === 1 ? 'once' : `${bot.kills} times`}`;
  return {
    label: 'Recourse',
    value: bot.connected ? `running${killed}` : 'starting again',
    level: bot.connected ? 'good' : 'bad',
  };
}
