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
  restore: (incident) =>
    incident.phase === 'recovered'
      ? 'This incident has recovered. For another restore, close it and declare another.'
      : { path: 'restore' },
  'copy-back': (incident, rows) =>
    rows === null ? null : { path: 'copy-back', rows, replaced: replacementOf(incident) },
  'app-rollback': (incident) =>
    incident.phase === 'recovered'
      ? 'This incident has recovered. For another rollback, close it and declare another.'
      : { path: 'app-rollback', commit: null },
  'undo-restore': (incident) =>
    lastPromotion(incident) ?? 'No restore of this incident has replaced production, so there is nothing to take back.',
};

/** Read from the promotion's outcome, or, once its plan has gone, from the choice that was made on it. */
function lastPromotion(incident: Incident): ChoiceOf<'undo-restore'> | null {
  const promoted = incident.steps['promote-copy'];
  const plan = incident.proposed?.plan;
  const keptName = promoted === undefined ? null : keptNameOf(promoted);
  // The plan of a copy says nothing about the promotion before it.
  const ofAnother = plan === undefined || incident.choice.path === 'copy-back';
  if (promoted === undefined || keptName === null || ofAnother) return promotionChosenOn(incident.choice);
  return {
    path: 'undo-restore',
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

function promotionChosenOn(choice: PathChoice): ChoiceOf<'undo-restore'> | null {
  if (choice.path === 'undo-restore') return choice;
  if (choice.path !== 'copy-back' || choice.replaced === null) return null;
  return { path: 'undo-restore', ...choice.replaced };
}

function replacementOf(incident: Incident): Replacement | null {
  const promotion = lastPromotion(incident);
  if (promotion === null) return null;
  const { kept, promotedAt, deploys } = promotion;
  return { kept, promotedAt, deploys };
}

/** Once production is a restored copy, what it lacks is in the database that was replaced. */
export function copyBackDirection(incident: Incident): CopyBackDirection {
  return lastPromotion(incident) === null ? 'from-backup' : 'from-replaced';
}

/** What each target ran before it was deployed; a target that could not tell is left as it is. */
function deploysBefore(incident: Incident): ChoiceOf<'undo-restore'>['deploys'] {
  const intent = incident.steps['redeploy-commit']?.intent as
    | { deploys?: readonly { target: string; before: string | null }[] }
    | null
    | undefined;
  return (intent?.deploys ?? []).flatMap(({ target, before }) => (before === null ? [] : [{ target, commit: before }]));
}
