import { describe, expect, test } from 'vitest';
import type { TriggerCode } from '../../src/domain/trigger.ts';
import { turnByPolicy } from '../../src/policy/code-first.ts';
import { recommend } from '../../src/policy/recommendation.ts';
import { declared, lead, policy, type Tale } from '../support/incident-builder.ts';

const deploys = [
  { provider: 'command', name: 'api', deploy: { run: ['deploy', '{commit}'] }, current: { run: ['current'] } },
];
const codeFirst = policy({ preference: 'code-first', deploys } as never);

const declaredWith = (...codes: TriggerCode[]) => declared({ triggers: codes.map((code) => ({ code })) });

/** What the conductor makes of a turn. */
function turned(tale: Tale): Tale {
  const turn = turnByPolicy(tale.incident, codeFirst);
  return turn === null ? tale : tale.write({ kind: 'path-chosen', ...turn });
}

function failing(tale: Tale, step: string): Tale {
  const error = { code: 'step-refused', say: 'prompts.title is gone', hint: 'Restore.' };
  return tale
    .write({ kind: 'step-began', step, attempt: 1, fence: 1, intent: {} })
    .write({ kind: 'step-failed', step, error, findings: [] });
}

describe('a team that rolls the code back first (R5)', () => {
  test('is offered that before anything of the database, and is told why', () => {
    const { incident } = turned(declaredWith('critical-function-broken'));
    expect(incident.choice).toEqual({ path: 'app-rollback', commit: null });
    expect(recommend(incident, codeFirst)).toMatchObject({
      choice: 'approve',
      say: expect.stringContaining('rolls the code back before the database (R5)'),
    });
  });

  test('is not offered it where the data itself is damaged, which no code mends (P8)', () => {
    const { incident } = turned(declaredWith('critical-function-broken', 'data-deleted'));
    expect(incident.choice).toEqual({ path: 'restore' });
    expect(recommend(incident, codeFirst).say).toContain('code that goes back mends no data (P8)');
  });

  test.each(['choose-commit', 'check-code-can-return'])(
    'is offered the restore once %s has failed, with what stood in the way (P5)',
    (step) => {
      const stuck = failing(turned(declaredWith('error-rate')), step);
      const { incident } = turned(stuck);
      expect(incident.choice).toEqual({ path: 'restore' });
      expect(incident.pathChosen?.why).toContain('prompts.title is gone');
      expect(recommend(incident, codeFirst)).toMatchObject({ choice: 'approve' });
      expect(turnByPolicy(incident, codeFirst)).toBeNull();
    },
  );

  test('keeps what a person chose, even where it does not work', () => {
    const chosen = declaredWith('error-rate').write(
      { kind: 'path-chosen', choice: { path: 'app-rollback', commit: null }, why: 'I know.' },
      lead,
    );
    expect(turnByPolicy(failing(chosen, 'choose-commit').incident, codeFirst)).toBeNull();
  });

  test('is offered nothing else once there was a plan, or where no code can be deployed', () => {
    expect(turnByPolicy(declaredWith('error-rate').plan().incident, codeFirst)).toBeNull();
    expect(turnByPolicy(declaredWith('error-rate').incident, policy({ preference: 'code-first' }))).toBeNull();
  });
});

test('other teams are offered what they were', () => {
  expect(turnByPolicy(declaredWith('error-rate').incident, policy({ deploys } as never))).toBeNull();
});

test('a team may roll the code back first and, in doubt, roll back (R2)', () => {
  const both = policy({ preference: 'code-first', when_in_doubt: 'roll-back', deploys } as never);
  expect(recommend(declaredWith('error-rate', 'ui-issue').incident, both).choice).toBe('approve');
  expect(recommend(declaredWith('other').incident, both).choice).toBe('approve');
});
