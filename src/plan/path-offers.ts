import type { CopyBackChoice, CopyBackDirection } from '../domain/copy-back.ts';
import { Promotion, SwapIntent } from '../domain/database.ts';
import { Oid, toInstant } from '../domain/ids.ts';
import type { Incident, StepState } from '../domain/incident.ts';
import {
  type ChoiceOf,
  type OpenPath,
  openPaths,
  type PathChoice,
  type PathOffer,
  type Replacement,
} from '../domain/path-choice.ts';

/** Every path, possible or not, each with its reason. Paths that people forbade are judged by policy, not here. */
export function pathOffers(incident: Incident): readonly PathOffer[] {
  return openPaths.map((path) => offerOf(incident, path));
}

/** The offer of one path. `rows` are what a person wants copied back, where they have said so already. */
export function offerOf(incident: Incident, path: OpenPath, rows: CopyBackChoice | null = null): PathOffer {
  const found = choices[path](incident, rows);
  return typeof found === 'string' ? { path, whyNot: found } : { path, choice: found };
}

/** What choosing a path would mean here, or in words why it cannot be chosen. */
const choices: Readonly<
  Record<OpenPath, (incident: Incident, rows: CopyBackChoice | null) => PathChoice | string | null>
> = {
  restore: (incident) => (incident.phase === 'recovered' ? recoveredAlready('restore') : { path: 'restore' }),
  'copy-back': (incident, rows) =>
    rows === null ? null : { path: 'copy-back', rows, replaced: replacementOf(incident) },
  'app-rollback': (incident) =>
    incident.phase === 'recovered' ? recoveredAlready('rollback') : { path: 'app-rollback', commit: null },
  'data-fix': (incident) => (incident.phase === 'recovered' ? recoveredAlready('repair') : { path: 'data-fix' }),
  'down-scripts': (incident) =>
    incident.phase === 'recovered'
      ? recoveredAlready('rollback')
      : { path: 'down-scripts', from: null, commit: null, options: {} },
  // Which one, and which way, policy and the journal say together: `withSwitches`.
  'feature-flag': () => ({ path: 'feature-flag', switch: '', turn: 'off' }),
  'provider-outage': () => ({ path: 'provider-outage', switch: '', turn: 'off' }),
  'forward-fix': (incident) =>
    incident.phase === 'recovered' ? recoveredAlready('fix') : { path: 'forward-fix', commit: null },
  'undo-restore': (incident) => {
    const replaced = replacementOf(incident);
    if (replaced !== null) return { path: 'undo-restore', ...replaced };
    return 'No restore of this incident has replaced production, so there is nothing to take back.';
  },
};

function recoveredAlready(what: string): string {
  return `This incident has recovered. For another ${what}, close it and declare another.`;
}

/** Read from the promotion's outcome, or, once another path was chosen, as it was noted then. */
export function replacementOf(incident: Incident): Replacement | null {
  const promoted = incident.steps['promote-copy'];
  const plan = incident.proposed?.plan;
  // The plan of another path says nothing about the promotion before it.
  const keptName = promoted === undefined || !plan?.steps.includes('promote-copy') ? null : keptNameOf(promoted);
  if (promoted === undefined || plan === undefined || keptName === null) return incident.replaced;
  return {
    kept: { database: keptName, oid: Oid.parse(plan.target.oid) },
    promotedAt: promoted.endedAt ?? toInstant(new Date(incident.head.at)),
    deploys: deploysBefore(incident),
  };
}

/** Of a promotion that nobody could tell about, the name that it meant to keep: whether it is there is examined. */
function keptNameOf({ status, outcome, intent }: StepState): string | null {
  if (status === 'done') return Promotion.parse(outcome).keptName;
  return status === 'unknown' ? (SwapIntent.safeParse(intent).data?.keptName ?? null) : null;
}

/** Once production is a restored copy, what it lacks is in the database that was replaced. */
export function copyBackDirection(incident: Incident): CopyBackDirection {
  return replacementOf(incident) === null ? 'from-backup' : 'from-replaced';
}

/** What each target ran before it was deployed; a target that could not tell is left as it is. */
function deploysBefore(incident: Incident): ChoiceOf<'undo-restore'>['deploys'] {
  const intent = incident.steps['redeploy-commit']?.intent as
    | { deploys?: readonly { target: string; before: string | null }[] }
    | null
    | undefined;
  return (intent?.deploys ?? []).flatMap(({ target, before }) => (before === null ? [] : [{ target, commit: before }]));
}
