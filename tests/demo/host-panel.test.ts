import { describe, expect, test } from 'vitest';
import { drawPanel } from '../../demo/host/panel/draw-panel.ts';
import type { HeadlinePhase, Seen } from '../../demo/host/panel/seen.ts';
import type { Shown } from '../../demo/host/panel/steps.ts';
import { promptrefine } from '../../demo/promptrefine/example.ts';
import { badMigration } from '../../demo/promptrefine/run-bad-migration.ts';

const shown: Shown = {
  example: promptrefine,
  mishap: badMigration(async () => undefined),
};
const sound: Seen['service'] = { sound: true, onBadCommit: false, lines: [] };
const broken = { ...sound, sound: false, onBadCommit: true };
const start: Seen = {
  backup: 'none',
  release: 'none',
  trouble: null,
  incident: null,
  service: sound,
  bot: { connected: true, kills: 0 },
};

function at(phase: HeadlinePhase, service: Seen['service'] = broken): Seen {
  return { ...start, backup: 'taken', release: 'out', incident: { id: 'INC-1', phase }, service };
}

const stepNow = (seen: Seen) => drawPanel(shown, seen).steps?.find((step) => step.state === 'now');
const enabled = (seen: Seen) =>
  drawPanel(shown, seen)
    .buttons.filter((button) => button.enabled)
    .map((button) => button.id);

describe('what to do next', () => {
  test.each<[string, Seen, string | undefined]>([
    ['at first', start, 'Take a backup'],
    ['with a backup', { ...start, backup: 'taken' }, 'Run the bad migration'],
    ['while it is released', { ...start, backup: 'taken', release: 'running' }, 'Run the bad migration'],
    ['after the release', { ...at('preparing'), incident: null }, 'Declare the incident'],
    ['while it is prepared', at('preparing'), 'Watch the card fill'],
    ['when the plan stands', at('deciding'), 'Approve as the team lead'],
    ['when it was approved', at('executing'), 'Watch the rollback'],
    ['when it was refused', at('standing-by'), 'It was decided not to roll back'],
    ['when the data is back', at('recovered', sound), 'Read the story and close'],
    ['when it was closed without a rollback', at('closed'), 'Declare the incident'],
    ['when it was closed after one', at('closed', sound), undefined],
  ])('%s', (_name, seen, label) => expect(stepNow(seen)?.label).toBe(label));

  test('everything before it is done, everything after it is not', () => {
    expect(
      drawPanel(shown, at('deciding'))
        .steps?.map((step) => step.state)
        .join(' '),
    ).toBe('done done done done now later later');
  });
});

describe('what can be pressed', () => {
  test.each<[string, Seen, string[]]>([
    ['at first everything', start, ['back-up', 'break-it', 'kill-bot']],
    ['during the incident only the kill', at('executing'), ['kill-bot']],
    ['while the bot is away not even that', { ...at('executing'), bot: { connected: false, kills: 1 } }, []],
    ['when the data is back everything again', at('recovered', sound), ['back-up', 'break-it', 'kill-bot']],
  ])('%s', (_name, seen, ids) => expect(enabled(seen)).toEqual(ids));
});

test('what did not work is told in the panel', () => {
  expect(drawPanel(shown, { ...start, trouble: 'That did not work: no disk' }).description).toContain('no disk');
});
