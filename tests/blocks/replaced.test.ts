import { describe, expect, test } from 'vitest';
import { drawReplacedKept, drawReplacedList, drawReplacedNews } from '../../blocks/replaced.ts';
import { DatabaseIdentity } from '../../src/domain/database.ts';
import { Instant, ServiceName } from '../../src/domain/ids.ts';
import type { ReplacedDatabase, ReplacedNews } from '../../src/domain/replaced.ts';
import { expectGoodMessage } from './support/checks.ts';
import { reader } from './support/facts.ts';

const service = { name: ServiceName.parse('shop'), title: 'Shop <!channel> & co' };
const end = Instant.parse('2026-11-28T12:00:00.000Z');
const replaced: ReplacedDatabase = {
  database: DatabaseIdentity.parse({ name: 'shop_replaced_20261121_1200_inc7', oid: 16_401, systemIdentifier: null }),
  run: 'INC-7@1a2b3c4d',
  replacedAt: Instant.parse('2026-11-21T12:00:00.000Z'),
  bytes: 48_200_000,
  kept: null,
  warned: null,
  doubt: null,
  standing: 'there',
};
const news = (kind: ReplacedNews['kind'], more: Partial<ReplacedDatabase> = {}): ReplacedNews => ({
  key: 'k',
  kind,
  replaced: { ...replaced, ...more },
  end,
});

describe('what is said of replaced databases', () => {
  test.each(['warned', 'kept', 'dropped', 'gone'] as const)('%s is within Slack’s limits and escaped', (kind) => {
    const drawn = drawReplacedNews(
      service,
      news(kind, { kept: { until: end, by: 'root <!here> (terminal)' } }),
      reader,
    );
    expectGoodMessage(drawn);
    expect(drawn.text).toContain('shop_replaced_20261121_1200_inc7');
  });

  test('the warning says what goes, when, whose it was, and has a button that keeps it', () => {
    const { text, blocks } = drawReplacedNews(service, news('warned'), reader);
    expect(text).toMatch(/dropped .*28.*48\.2 MB/);
    expect(text).toContain('INC-7');
    expect(JSON.stringify(blocks)).toContain('"action_id":"keep-replaced"');
  });

  test('the list has each with its size and its end, and says why one is never dropped', () => {
    const lines = Array.from({ length: 30 }, () => ({
      replaced: { ...replaced, doubt: 'its comment is not ours' },
      end,
    }));
    const drawn = drawReplacedList(service, [{ replaced, end }, ...lines]);
    expectGoodMessage(drawn);
    expect(drawn.text).toContain('then dropped, with notice');
    expect(drawn.text).toContain('Recourse will not drop it: its comment is not ours.');
    expectGoodMessage(drawReplacedList(service, []));
    expectGoodMessage(drawReplacedKept({ replaced, end }));
  });
});
