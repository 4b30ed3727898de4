import type { CardFacts } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { PlannedSwitch } from '../domain/switches.ts';
import { dataTriggers, readTriggers, type TriggerReading } from './triggers.ts';
import { listed, span } from './words.ts';

type Recommendation = CardFacts['triggers']['recommendation'];

/** The triggers speak about the failure, not about what has become of the data since. */
const undoIsJudged =
  'No rule speaks about taking a restore back: whoever decides weighs what it brings back against what it takes away.';

/** Nothing is taken away by it, and it may be too little: that is for people to see. */
const copyIsJudged =
  'No rule speaks about single rows (B9): whoever decides looks whether these are the rows that are missed, and whether they fit to what was written since.';

/** More than the threshold never become a plan, so what stands there is few. */
const fewAreRepaired =
  'Repair: the damaged rows are few enough for this team to mend them where they are, and no row is given up for it (P3).';

/** It ran on a copy of production; whether it mends what people see is theirs to say. */
const fixIsJudged =
  'No rule speaks about a forward fix (G2): whoever decides looks whether what it does on the copy is what is missed, and what stays lost.';

/** What a feature is worth tonight, nobody wrote down. */
const switchIsJudged =
  'No rule speaks about this switch: whoever decides weighs what is given up by it against what it keeps from failing.';

/** What the rules lead to, with their names. It recommends and never decides; where they disagree it says so. */
export function recommend(incident: Incident, service: ServicePolicy): Recommendation {
  if (incident.choice.path === 'undo-restore') return { choice: 'none', say: undoIsJudged };
  if (incident.choice.path === 'copy-back') return { choice: 'none', say: copyIsJudged };
  if (incident.proposed?.plan.path === 'data-fix') return { choice: 'approve', say: fewAreRepaired };
  if (incident.choice.path === 'feature-flag' || incident.choice.path === 'provider-outage')
    return judgeSwitching(incident.proposed?.plan.switching);
  if (incident.choice.path === 'forward-fix') return { choice: 'none', say: fixIsJudged };
  const readings = readTriggers(incident, service);
  const inDoubtBack = service.when_in_doubt === 'roll-back' || service.preference === 'when-in-doubt-roll-back';
  const speaksFor = readings.filter(({ side }) => side === 'for');
  const against = readings.filter(({ side }) => side === 'against');
  if (speaksFor.length > 0 && against.length > 0) return torn(inDoubtBack, speaksFor, against);
  if (speaksFor.length > 0) return forRollback(incident, service, speaksFor);
  if (against.length > 0)
    return { choice: 'hold', say: `Do not roll back: ${named(against)}. Nothing that was entered speaks for it.` };
  return silent(inDoubtBack);
}

/** B11, P2 C: what was measured says whether something is gained by it; without a measure people weigh it. */
function judgeSwitching(switching: PlannedSwitch | undefined): Recommendation {
  const evidence = switching?.evidence ?? null;
  if (switching === undefined || evidence === null || switching.turn === 'on')
    return { choice: 'none', say: switchIsJudged };
  const { count, threshold } = evidence;
  const say = `Switch it off: ${count.toLocaleString('en-US')} failures are counted, and ${threshold.toLocaleString('en-US')} speak for it. No row is changed, and it can be switched on again at any time.`;
  return { choice: 'approve', say };
}

function forRollback(incident: Incident, service: ServicePolicy, speaksFor: readonly TriggerReading[]): Recommendation {
  const inData = speaksFor.some(({ code }) => dataTriggers.has(code));
  const spent = speaksFor.some(({ code }) => code === 'not-fixable-in-time');
  const path = incident.proposed?.plan.path ?? incident.choice.path;
  const { pathChosen } = incident;
  if (service.preference === 'forward-fix-first' && !inData && !spent) {
    const budget = span(service.window.fix_forward_budget);
    return {
      choice: 'hold',
      say: `This team fixes forward first (P2). ${named(speaksFor)} would speak for rolling back if no fix succeeds within ${budget}.`,
    };
  }
  if (pathChosen !== null && pathChosen.by.kind !== 'person')
    return { choice: 'approve', say: `Roll back: ${named(speaksFor)}. ${pathChosen.why}` };
  if (service.preference === 'code-first' && !inData && path === 'restore') {
    return {
      choice: 'hold',
      say: `This team rolls the code back before the database (R5), and nothing entered says that data is damaged: ${named(speaksFor)}.`,
    };
  }
  const dataFirst =
    service.preference === 'code-first' && inData && path === 'restore'
      ? ' This team rolls the code back first (R5), but code that goes back mends no data (P8).'
      : '';
  return {
    choice: 'approve',
    say: `Roll back: ${named(speaksFor)}. Nothing that was entered speaks against it.${dataFirst}`,
  };
}

function torn(
  rollsBackInDoubt: boolean,
  speaksFor: readonly TriggerReading[],
  against: readonly TriggerReading[],
): Recommendation {
  if (rollsBackInDoubt) {
    return {
      choice: 'approve',
      say: `The rules disagree (for: ${named(speaksFor)}; against: ${named(against)}). When in doubt, this team rolls back (R2).`,
    };
  }
  return {
    choice: 'none',
    say: `The rules disagree (for: ${named(speaksFor)}; against: ${named(against)}). Whoever decides has to weigh them.`,
  };
}

function silent(rollsBackInDoubt: boolean): Recommendation {
  return rollsBackInDoubt
    ? {
        choice: 'approve',
        say: 'The policy is silent about what was entered. When in doubt, this team rolls back (R2).',
      }
    : { choice: 'none', say: 'The policy is silent about what was entered: it recommends nothing, and people decide.' };
}

/** `data-corruption (S7, P8) and error-rate (R1)`. */
function named(readings: readonly TriggerReading[]): string {
  return listed(
    readings.map(({ code, rules }) => `${code.replaceAll('-', ' ')} (${rules.join(', ')})`),
    'and',
  );
}
