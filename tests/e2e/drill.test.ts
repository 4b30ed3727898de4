import { describe, expect, test } from 'vitest';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import { takeBackup } from '../../demo/stories/acts.ts';
import { PATIENT, shareWorld } from '../support/world.ts';
import { answerTo, ops, robin } from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });

const answer = (words: string) =>
  answerTo(stage, robin, () => stage.world.slack.as(robin.id).command(ops, '/drill', words));

/** The one message of a drill, once it says this. */
function messageOf(number: number, words: string): Promise<SlackMessage> {
  const isIt = (message: SlackMessage) => {
    const text = visibleText(message);
    return (
      text.includes(`promptrefine-drill-${number}`) && text.includes('Drill of PromptRefine') && text.includes(words)
    );
  };
  return stage.world.slack.waitForMessage(ops, isIt, PATIENT);
}

// One story, as somebody without any role plays it: a drill touches nothing of production.
describe('drills in Slack (B8)', () => {
  test('before the first one, report and history say how to hold it, and schedule when the next is', async () => {
    expect(await answer('report')).toContain('/drill run');
    expect(await answer('history')).toContain('No drill was held yet');
    const schedule = await answer('schedule promptrefine');
    expect(schedule).toMatch(/PromptRefine\S* is drilled `0 4 1 \* \*` in Europe\/Berlin\. Next: /);
    expect(schedule).toContain('Every 3 drills the oldest backup');
  });

  test('one without a backup fails as that in the channel, and its follow-up stays until somebody says it is done', async () => {
    expect(await answer('run')).toContain('promptrefine-drill-1');
    const failed = visibleText(await messageOf(1, 'failed'));
    expect(failed).toContain('there is no backup');
    expect(failed).toContain('/drill done promptrefine-drill-1');
    expect(await answer('history')).toContain('follow-up open');
    await answer('done promptrefine-drill-1 took one & told the team');
    expect(visibleText(await messageOf(1, 'Follow-up done'))).toContain('took one');
    expect(await answer('history')).not.toContain('follow-up open');
    expect(await answer('done promptrefine-drill-9 what')).toContain('left nothing to be done');
  });

  test('one with a backup passes, and report tells RTO, RPO, the slowest phases and what changed', async () => {
    await takeBackup(stage.world);
    await answer('run promptrefine');
    await messageOf(2, 'passed');
    const report = await answer('report');
    expect(report).toMatch(/Recovery takes[\s\S]*RTO[\s\S]*Could be lost[\s\S]*RPO/);
    expect(report).toContain('Slowest');
    expect(report).toMatch(/Since\S* promptrefine-drill-1[\s\S]*failed: there is no backup then, passed now/);
  });

  test('a word that it does not know is answered with what it knows', async () => {
    expect(await answer('dance')).toContain('/drill run');
  });
});
