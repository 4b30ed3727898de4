import type { Store } from '../../../src/adapters/store/open-store.ts';
import { digestOf } from '../../../src/domain/canonical.ts';
import type { Draft, EntryBody } from '../../../src/domain/entry.ts';
import { type IncidentId, PersonId } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { theBot } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { granted } from '../../../src/domain/verdict.ts';
import { type Conducting, conductWith } from '../../../src/engine/conduct-incident.ts';
import { type Conductor, type ConductorTimes, startConductor } from '../../../src/engine/conductor.ts';
import { type Journal, openJournal } from '../../../src/engine/journal.ts';
import type { StepDefinition } from '../../../src/engine/step.ts';
import type { Fencing } from '../../../src/ports/databases.ts';
import type { Leases } from '../../../src/ports/entry-store.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { storyPlan } from '../../support/restore-story.ts';
import type { EffectTable } from './effects.ts';
import { rowStep } from './small-steps.ts';

export const lead = PersonId.parse('U0DANA');

/** How long leases last in these tests, in ms, and times that fit; a busy machine may stand still for a second. */
export const leaseMs = 3_000;
export const quickTimes: ConductorTimes = { pollMs: 50, heartbeatMs: 300, retryMs: 300, giveUpMs: 2_000 };

/** Steps before the vote and after it, all leaving rows in one table. */
export interface SmallHouse {
  readonly store: Pick<Store, 'entries' | 'leases'>;
  readonly table: EffectTable;
  readonly preparation?: readonly StepDefinition[];
  /** Where the preparation depends on the path. */
  readonly preparationOf?: Conducting['preparationOf'];
  readonly execution?: readonly StepDefinition[];
  readonly journal?: Journal;
  readonly propose?: Conducting['propose'];
  readonly keepTime?: Conducting['keepTime'];
  readonly heard?: Conducting['heard'];
  /** The table's own unless a test brings another. */
  readonly fencing?: Fencing;
}

export function conducting(given: SmallHouse): Conducting {
  const { preparation = [], execution = [rowStep('never-approved', given.table, { needs: 'grant' })] } = given;
  return {
    journal: given.journal ?? openJournal(given.store.entries),
    steps: new Map([...preparation, ...execution].map((step) => [step.name, step])),
    preparationOf: given.preparationOf ?? (() => preparation.map((step) => step.name)),
    policyOf: () => ({}) as ServicePolicy,
    portsOf: () => ({ fencing: given.fencing ?? given.table.fencing }) as ServicePorts,
    turn: () => [],
    propose: given.propose ?? ((incident) => proposal(incident, execution)),
    keepTime: given.keepTime ?? (async () => null),
    heard: given.heard ?? unexpected,
  };
}

export function startSmallConductor(
  given: SmallHouse & { readonly holder?: string; readonly times?: ConductorTimes; readonly leases?: Leases },
): Conductor {
  return startConductor({
    leases: given.leases ?? given.store.leases,
    holder: given.holder ?? 'conductor',
    conduct: conductWith(conducting(given)),
    times: given.times ?? quickTimes,
    heard: given.heard ?? unexpected,
  });
}

function unexpected(error: unknown, where: string): void {
  process.stderr.write(`${where}: ${error instanceof Error ? error.stack : String(error)}\n`);
}

export function planOver(steps: readonly StepDefinition[]): Plan {
  return { ...storyPlan, steps: steps.map((step) => step.name) };
}

export function proposal(incident: Incident | null, steps: readonly StepDefinition[]): Draft {
  const plan = planOver(steps);
  const revision = (incident?.lastRevision ?? 0) + 1;
  return byBot({
    kind: 'plan-proposed',
    proposed: { revision, digest: digestOf(plan), plan, expectedMs: 0 },
    changes: [],
  });
}

export function byBot(body: EntryBody): Draft {
  return { by: theBot, body };
}

export function byLead(body: EntryBody): Draft {
  return { by: { kind: 'person', id: lead }, body };
}

/** Writes as a person would: whatever the incident's state, judged once more on every conflict. */
export async function tell(store: Pick<Store, 'entries'>, id: IncidentId, ...drafts: Draft[]): Promise<void> {
  await openJournal(store.entries).append(id, () => granted({ drafts }));
}

/** The lead's approval of the plan as it stands. */
export async function approve(store: Pick<Store, 'entries'>, id: IncidentId): Promise<void> {
  await openJournal(store.entries).append(id, ({ proposed }) => {
    if (proposed === null) throw new Error('there is no plan to approve');
    const { revision, digest } = proposed;
    const basis = { role: 'team-lead' as const, rule: 'lead' as const, say: 'the lead', evidence: [] };
    const vote = { choice: 'approve' as const, by: lead, basis, revision, digest };
    return granted({
      drafts: [byLead({ kind: 'vote-cast', vote }), byLead({ kind: 'decision-made', vote, votes: [lead] })],
    });
  });
}
