import type { Instant, PersonId } from '../../domain/ids.ts';
import type { MigrationRecord } from '../../domain/migration-record.ts';
import type { ResolvedRoster } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Refusal } from '../../domain/verdict.ts';
import { rolesOf } from '../roles.ts';
import { onlyLossIsMissing } from './fold-record.ts';

const underWay: readonly MigrationRecord['phase'][] = ['measuring', 'open', 'validating'];

export function isUnderWay(record: MigrationRecord | null): record is MigrationRecord {
  return record !== null && underWay.includes(record.phase);
}

/** Between go and done: what breaks now broke because of it. */
export function mayHaveBegun(record: MigrationRecord | null): record is MigrationRecord & { startedAt: Instant } {
  return record !== null && record.startedAt !== null && (record.phase === 'open' || record.phase === 'validating');
}

/** One migration at a time per service and environment: two would hide each other's harm. */
export function mayBegin(service: ServicePolicy, record: MigrationRecord | null): Refusal | null {
  if (service.migrations === undefined) {
    return {
      code: 'bad-input',
      say: `recourse.yaml does not say where the migrations of ${service.title} lie.`,
      hint: 'Fill in `migrations` with the tool and its folder, and restart.',
    };
  }
  if (!isUnderWay(record)) return null;
  return {
    code: 'wrong-phase',
    say: `Migration ${record.number} of ${service.title} is under way already, begun by <@${record.operator}>.`,
    hint: '`/migration status` shows it; `/migration done` or `/migration call-off` ends it.',
  };
}

export function mayBeDone(service: ServicePolicy, record: MigrationRecord | null): Refusal | null {
  if (record?.phase === 'open') return null;
  const say =
    record === null || !isUnderWay(record)
      ? `No migration of ${service.title} is under way.`
      : `Migration ${record.number} of ${service.title} is ${record.phase}, so it cannot be done yet.`;
  return {
    code: 'wrong-phase',
    say,
    hint: '`/migration begin` opens the gate; `/migration status` shows where it stands.',
  };
}

/** Anybody who has a say in this service's recovery may say that the loss is meant; whoever says it is recorded. */
export function mayAcceptLoss(
  service: ServicePolicy,
  record: MigrationRecord | null,
  given: { readonly number: number; readonly person: PersonId; readonly resolved: ResolvedRoster },
): Refusal | null {
  if (record === null || record.number !== given.number || record.phase !== 'refused' || record.report === null) {
    return {
      code: 'plan-changed',
      say: 'That migration no longer waits for this.',
      hint: '`/migration status` shows it.',
    };
  }
  if (!onlyLossIsMissing(record.report)) {
    return {
      code: 'plan-not-ready',
      say: 'Accepting the loss would not open the gate: other findings stand in the way.',
      hint: 'Correct them, then `/migration begin` once more.',
    };
  }
  if (rolesOf(given.person, given.resolved).length > 0) return null;
  return {
    code: 'not-an-authority',
    say: `You hold no role for ${service.title}, so you cannot accept what this migration destroys.`,
    hint: 'Ask the team lead, the CTO or who is on call.',
  };
}

export function mayCallOff(service: ServicePolicy, record: MigrationRecord | null): Refusal | null {
  if (record !== null && !['done', 'called-off'].includes(record.phase)) return null;
  return {
    code: 'wrong-phase',
    say: `There is no migration of ${service.title} to call off.`,
    hint: '`/migration begin` opens one.',
  };
}

/** A migration that is still open is asked about again after so long: it holds its backup and its ready copies (P6). */
const AGAIN_MS = 86_400_000;

/**
 * When somebody should ask whether it was forgotten, in ms; null where nobody need. While an incident has it, there is a
 * day's time for that; afterwards it is asked about like any other.
 */
export function remindAt(service: ServicePolicy, record: MigrationRecord | null): number | null {
  const afterMs = service.migrations?.remind_after;
  if (!mayHaveBegun(record) || afterMs === undefined) return null;
  if (record.remindedAt !== null) return Date.parse(record.remindedAt) + AGAIN_MS;
  return Date.parse(record.startedAt) + (record.incident === null ? afterMs : Math.max(afterMs, AGAIN_MS));
}
