import { expect, test } from 'vitest';
import { ServiceName } from '../../../src/domain/ids.ts';
import { planRun } from '../../../src/services/backups/plan-tag.ts';
import { proofRuns, proofTag } from '../../../src/services/backups/prove-by-hand.ts';
import { scratchPrefix } from '../../../src/services/backups/scratch-name.ts';
import { gateRun } from '../../../src/services/migrations/gate-tag.ts';

const clock = { now: () => new Date('2026-11-21T12:00:00.000Z') };

test('a proof by hand, by the calendar and of a gate are runs of their own: none ends another', () => {
  const shop = ServiceName.parse('shop');
  const runs = (['schedule', 'hand', 'gate'] as const).map((occasion) => proofTag(occasion, shop, clock).run);
  expect(new Set(runs).size).toBe(3);
  expect(proofRuns(shop)).toEqual(runs);
});

test('no service has a name that makes its copies another one’s', () => {
  const names = ['shop', 'hand-shop', 'gate-shop', 'shop-hand', 'proof-shop', 'plan-shop', 'verify-shop'];
  const prefixes = names.flatMap((name) => {
    const service = ServiceName.parse(name);
    return [...proofRuns(service), gateRun(service), planRun(service)].map((run) => scratchPrefix('app', { run }));
  });
  expect(new Set(prefixes).size).toBe(prefixes.length);
});
