import type { Panel, PanelButton, PanelStatus } from '../../slack/shapes.ts';
import type { ExampleFacts } from '../example-service.ts';
import { isOver, type Seen } from './seen.ts';
import { type Shown, stepsOf } from './steps.ts';

/** What the panel of an example is called. */
export function panelTitle({ title }: Pick<ExampleFacts, 'title'>): string {
  return `Demo: ${title}`;
}

/** Ids of the panel's buttons. */
export const panelButtons = { backUp: 'back-up', breakIt: 'break-it', kill: 'kill-bot' } as const;

/** The panel for what was seen: what to do next, the buttons, and how the service does. */
export function drawPanel(shown: Shown, seen: Seen): Panel {
  return {
    title: panelTitle(shown.example),
    description: seen.trouble ?? sayOver(shown, seen),
    steps: stepsOf(shown, seen),
    buttons: [backUp(shown, seen), breakIt(shown, seen), kill(seen)],
    status: [...seen.service.lines, botStatus(seen)],
  };
}

function sayOver({ mishap }: Shown, seen: Seen): string {
  return seen.release === 'out' && seen.incident?.phase === 'closed' && isOver(seen)
    ? `${mishap.told?.over ?? 'The data is back.'} Once more? Take a backup and ${unCapitalised(mishap.label)} again.`
    : '';
}

function unCapitalised(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

function mayRelease(seen: Seen): boolean {
  return !seen.service.onBadCommit && (seen.release === 'none' || isOver(seen));
}

function backUp({ example }: Shown, seen: Seen): PanelButton {
  return {
    id: panelButtons.backUp,
    label: seen.backup === 'running' ? 'Taking a backup …' : 'Take a backup',
    description: `Sends /backup take ${example.name} as Sam.`,
    enabled: seen.backup !== 'running' && seen.bot.connected && mayRelease(seen),
  };
}

function breakIt({ mishap }: Shown, seen: Seen): PanelButton {
  const first = seen.backup === 'taken' ? '' : ' Sam takes a backup first.';
  return {
    id: panelButtons.breakIt,
    label: seen.release === 'running' ? 'Releasing …' : mishap.label,
    description: `${mishap.description}${first}`,
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

function botStatus({ bot }: Seen): PanelStatus {
  const killed = bot.kills === 0 ? '' : `, killed ${bot.kills === 1 ? 'once' : `${bot.kills} times`}`;
  return {
    label: 'Recourse',
    value: bot.connected ? `running${killed}` : 'starting again',
    level: bot.connected ? 'good' : 'bad',
  };
}
