import { describe, expect, test } from 'vitest';
import { drawAlerts, drawTurnedCritical } from '../../blocks/alerts.ts';
import { drawDeclareForm } from '../../blocks/forms/declare-form.ts';
import type { Alert, AlertEpisode } from '../../src/domain/alert.ts';
import { IncidentId } from '../../src/domain/ids.ts';
import { suggestDeclaration } from '../../src/policy/alerts/suggest-declaration.ts';
import { anAlert, anEpisode, standing } from '../support/alerts.ts';
import { expectGoodMessage, expectGoodView } from './support/checks.ts';
import { reader } from './support/facts.ts';

const over = { endedAt: anAlert().startedAt } as const;
const evil = '<!channel> <@U0EVIL> <https://evil.example|click> &'.repeat(8);

function draw(alerts: readonly Partial<Alert>[], given: Partial<AlertEpisode> = {}) {
  return drawAlerts({ episode: anEpisode(standing(...alerts), given), title: 'PromptRefine' }, reader);
}
const buttonsOf = (drawn: ReturnType<typeof draw>) =>
  drawn.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));

describe('the card of alerts', () => {
  test.each<[what: string, alerts: readonly Partial<Alert>[], says: readonly string[]]>([
    ['warnings', [{}, { name: 'Ids' }], ['🟠 2 warnings of PromptRefine (production)', 'Is this an incident?']],
    ['something critical', [{}, { name: 'Http5xx', severity: 'critical' }], ['🔴 1 critical alert of', 'Http5xx']],
    ['what is over', [over], ['✅ Resolved: alerts of', 'Nothing fires any more']],
    ['more than can be read', Array.from({ length: 12 }, (_, n) => ({ name: `n${n}` })), ['… and 2 more']],
  ])('says %s, and proposes to declare', (_, alerts, says) => {
    const drawn = draw(alerts);
    expectGoodMessage(drawn);
    for (const each of says) expect(drawn.text).toContain(each);
    expect(buttonsOf(drawn)).toMatchObject([
      { action_id: 'declare-from-alerts', value: '{"service":"promptrefine","alerts":3}' },
    ]);
  });

  test('counts what flaps and what does not fit, and shows neither in full', () => {
    const alerts = standing({ name: 'Flapping' }).map((each) => ({ ...each, times: 1_234 }));
    const tally = { critical: 0, warnings: 4_000, over: 1 };
    const drawn = drawAlerts({ episode: anEpisode(alerts, { tally }), title: 'PromptRefine' }, reader);
    for (const each of ['🟠 4,000 warnings', '1,234 times', '… and 4,000 more']) expect(drawn.text).toContain(each);
  });

  test('has no button any more once an incident was declared', () => {
    const drawn = draw([{}], { incident: IncidentId.parse('INC-7') });
    expect(drawn.text).toContain('INC-7 was declared');
    expect(buttonsOf(drawn)).toEqual([]);
  });

  test('says once and aloud that it has become critical, with the same button', () => {
    const critical = anAlert({ name: 'Http5xx', severity: 'critical', summary: evil });
    const episode = anEpisode(standing({}, critical));
    const drawn = drawTurnedCritical({ episode, title: 'PromptRefine' }, critical, reader);
    expectGoodMessage(drawn);
    expect(drawn.text).toContain('have become critical');
    expect(buttonsOf(drawn)).toMatchObject([{ action_id: 'declare-from-alerts' }]);
  });

  test('escapes whatever the monitoring says, in the card and in the form', () => {
    const alerts = Array.from({ length: 12 }, (_, n) => ({
      name: `${n}${evil}`.slice(0, 200),
      summary: evil,
      details: evil,
      correlationIds: [evil.slice(0, 200)],
    }));
    expectGoodMessage(draw(alerts));
    const episode = anEpisode(standing(...alerts));
    const service = { name: episode.service, title: 'PromptRefine', environment: 'production' };
    const known = suggestDeclaration(episode);
    expectGoodView(
      drawDeclareForm({
        services: [service],
        chosen: episode.service,
        openedAt: episode.openedAt,
        found: null,
        alerts: known,
        metadata: '{}',
      }),
    );
  });
});
