import { Declaration } from '../../domain/declaration.ts';
import type { Incident } from '../../domain/incident.ts';
import type { DuringMigration } from '../../domain/migration-record.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import { serviceNamed } from '../house.ts';
import { migrationUnderWay, noteInheritance } from '../migrations/inherit.ts';
import type { Asking } from '../use-cases.ts';

/** Identification may lie before the declaration, but not in the future; clocks may differ by this much. */
const CLOCK_SKEW_MS = 60_000;
/** Older than this is a slip of the pen rather than an incident that waited. */
const IDENTIFIED_AGO_MAX_MS = 7 * 86_400_000;

/** Opens an incident; everything that is safe begins at once. A second one for the same service and environment is refused. */
export async function declare(
  house: House,
  asking: Asking,
  given: Omit<Declaration, 'declaredBy'>,
): Promise<Verdict<Incident>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(unknownService(given.service, house));
  const parsed = Declaration.safeParse({ ...given, declaredBy: asking.person });
  if (!parsed.success)
    return refused(
      badInput(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')),
    );
  const now = await house.store.now();
  const badTime = judgeIdentified(new Date(parsed.data.identifiedAt), new Date(now));
  if (badTime !== null) return refused(badTime);
  const during = await migrationUnderWay(house, service);
  const opened = await house.store.open({
    service: service.name,
    environment: parsed.data.environment,
    draft: {
      by: { kind: 'person', id: asking.person },
      body: { kind: 'incident-declared', declaration: inheriting(identifiedNow(parsed.data, now), during) },
    },
    once: asking.once,
  });
  if (opened.kind === 'live-already') return refused(liveAlready(opened.id, service.title));
  if (during !== null) await noteInheritance(house, service, opened.id);
  house.wake();
  const incident = await house.journal.incident(opened.id);
  return incident === null ? refused(badInput('the incident was not written')) : granted(incident);
}

/** "Now" means the store's now: a form that was open for a minute must not shorten the window. */
function identifiedNow(declaration: Declaration, now: Declaration['identifiedAt']): Declaration {
  return declaration.identifiedSource === 'declared-now' ? { ...declaration, identifiedAt: now } : declaration;
}

/** What the form says goes first; only what it leaves open is taken from the migration (G4). */
function inheriting(declaration: Declaration, during: DuringMigration | null): Declaration {
  const { during: _, ...said } = declaration;
  if (during === null) return said;
  const failing = said.migration ?? during.pending.at(-1);
  return { ...said, during, ...(failing === undefined ? {} : { migration: failing }) };
}

function judgeIdentified(identifiedAt: Date, now: Date): Refusal | null {
  const agoMs = now.getTime() - identifiedAt.getTime();
  if (agoMs < -CLOCK_SKEW_MS) {
    return {
      code: 'bad-input',
      say: 'The failure cannot have been identified in the future.',
      hint: 'Choose the moment when somebody first knew that it was critical.',
    };
  }
  if (agoMs > IDENTIFIED_AGO_MAX_MS) {
    return {
      code: 'bad-input',
      say: 'That is more than seven days ago.',
      hint: 'Check the date; the decision window counts from this moment.',
    };
  }
  return null;
}

function unknownService(name: string, house: House): Refusal {
  const known = house.services.map((service) => service.name).join(', ');
  return { code: 'unknown-service', say: `There is no service "${name}".`, hint: `Recourse looks after: ${known}.` };
}

function liveAlready(id: string, title: string): Refusal {
  return {
    code: 'incident-live',
    say: `${title} already has a live incident: ${id}.`,
    hint: `Add what you know with \`/incident note\`, or close ${id} first.`,
  };
}

function badInput(what: string): Refusal {
  return {
    code: 'bad-input',
    say: `This declaration cannot be taken as it is: ${what}.`,
    hint: 'Correct it and send it again.',
  };
}
