import { describe, expect, test } from 'vitest';
import { Instant, PersonId } from '../../../src/domain/ids.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { followUpOf } from '../../../src/policy/drills/follow-up.ts';
import { drillReport } from '../../support/drill-builder.ts';
import { policy } from '../../support/incident-builder.ts';

const now = Instant.parse('2026-11-01T04:00:00.000Z');
const lead = PersonId.parse('U0LEAD');
const owner = PersonId.parse('U0OWNER');
const trouble = { kind: 'missing-table', say: 'test_runs is missing in the copy', hint: 'Choose another.' } as const;
const failed = drillReport({ result: 'failed', trouble });
const drilled = (drill: object) => ({ ...policy(), drill: ServicePolicy.shape.drill.parse(drill) });

describe('what a drill leaves to be done (B8)', () => {
  test('nothing, where it passed', () => {
    expect(followUpOf(policy(), drillReport(), { owner: lead, now })).toBeNull();
  });

  test('is what was found and the next move, for whoever asked or leads, within a week', () => {
    expect(followUpOf(policy(), failed, { owner: lead, now })).toEqual({
      say: 'test_runs is missing in the copy. Choose another.',
      owner: lead,
      dueAt: '2026-11-08T04:00:00.000Z',
    });
  });

  test('is the policy’s owner’s, by the policy’s time, where it names them', () => {
    const service = drilled({ owner, follow_up_within: '2d' });
    const open = followUpOf(service, failed, { owner: lead, now });
    expect(open).toMatchObject({ owner, dueAt: '2026-11-03T04:00:00.000Z' });
  });
});
