import { type Instant, toInstant } from '../../domain/ids.ts';
import type { Incident, StepState } from '../../domain/incident.ts';
import { LossReport, rowsLost } from '../../domain/loss.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { OpenPath } from '../../domain/path-choice.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { RecoveryOption, RecoveryOptions, Reversibility } from '../../domain/recovery-options.ts';
import { pathForbidden } from '../../policy/ballot-form.ts';
import { countedOrphans } from '../../policy/counted-orphans.ts';
import { judgeOrphans } from '../../policy/judge-answers.ts';
import { fixForwardEndsAt, windowOf } from '../../policy/window.ts';
import { judgeOffer } from '../path-barriers.ts';
import { offerOf } from '../path-offers.ts';
import { recoveryPaths } from '../paths.ts';
import { classifyIssue, type MeasuredDamage } from './issue-classes.ts';
import { carryingOutOf, preparingOf } from './past-durations.ts';
import { rankPaths } from './rank-paths.ts';
import { remainsWithoutBackup } from './reversibility.ts';

/** All that the table is made of. */
export interface OptionSources {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly reversibility: Reversibility;
  readonly backups: readonly StoredBackup[];
  /** Earlier incidents of this service that have ended. */
  readonly past: readonly Incident[];
  readonly now: Date;
}

/** Each way back: possible, impossible or unproved, with its reason, its price and its time, as policy ranks them (P7). */
export function judgeOptions(sources: OptionSources): RecoveryOptions {
  const { incident, service, reversibility } = sources;
  const damage = damageOf(sources);
  const { paths, say } = rankPaths(service.preference, damage);
  const answers = (countedOrphans(incident) ?? []).map((each) => ({ ...each, trouble: null }));
  return {
    incident: incident.id,
    service: { title: service.title, timeZone: service.time_zone },
    ranking: say,
    options: paths.map((path) => judgeOption(path, sources)),
    reversibility,
    orphans: judgeOrphans(answers, service.database.safe_repair_threshold),
    classes: classifyIssue(incident, damage),
    withoutBackup: remainsWithoutBackup(reversibility),
  };
}

function damageOf({ incident, service, reversibility }: OptionSources): MeasuredDamage {
  const most = service.database.safe_repair_threshold;
  const numbers = (countedOrphans(incident) ?? []).map(({ number }) => number ?? 0);
  const many = numbers.some((number) => number > most);
  return {
    manyOrphans: many,
    fewOrphans: !many && numbers.some((number) => number > 0),
    destroyed: reversibility.destroyed.length > 0,
  };
}

function judgeOption(path: OpenPath, sources: OptionSources): RecoveryOption {
  const { incident, past, backups } = sources;
  const preparing = preparingOf(path, past, backups);
  const carryingOut = carryingOutOf(path, past);
  const standing = standingOf(path, sources);
  return {
    path,
    ...standing,
    loss: lossOf(path, sources),
    preparing,
    carryingOut,
    latestStart: standing.standing === 'impossible' ? null : latestStart(path, sources, { preparing, carryingOut }),
    isChosen: incident.choice.path === path,
  };
}

type Standing = Pick<RecoveryOption, 'standing' | 'why'>;

/** What speaks against it first; then what was tried; what nobody has tried is unproved. */
function standingOf(path: OpenPath, sources: OptionSources): Standing {
  const barrier = whyNot(path, sources);
  if (barrier !== null) return { standing: 'impossible', why: barrier };
  const own = ownSteps(path, sources.incident).map((name) => sources.incident.steps[name]);
  const failed = own.find((step) => step?.status === 'failed');
  if (failed !== undefined) return { standing: 'impossible', why: failedWords(failed) };
  const isPlanned = sources.incident.proposed?.plan.path === path;
  if (isPlanned || (own.length > 0 && own.every((step) => step?.status === 'done')))
    return { standing: 'possible', why: 'It was prepared and measured in this incident.' };
  const running = own.some((step) => step?.status === 'running');
  const why = running
    ? 'It is being prepared now.'
    : 'Nobody has tried it yet; choosing it prepares and measures it first.';
  return { standing: 'unproved', why };
}

/** Steps that say something about this path; the evidence and the safety backup say nothing. */
function ownSteps(path: OpenPath, { choice }: Incident): readonly string[] {
  const shared: ReadonlySet<string> = new Set(['capture-evidence', 'take-safety-backup']);
  // What a look at one switch says, it says of the way that was chosen with it.
  const isOther = (step: string) => step === 'measure-switch' && choice.path !== path;
  return recoveryPaths[path].preparation.filter((step) => !shared.has(step) && !isOther(step));
}

function failedWords({ error, findings }: StepState): string {
  const found = findings.filter(({ result }) => result === 'failed').map(({ say }) => say);
  const all = [...new Set([...found, ...(error === null || found.length > 0 ? [] : [error.say])])];
  return `It failed when it was tried: ${all.slice(0, 3).join('; ')}.`;
}

function whyNot(path: OpenPath, { incident, service, reversibility }: OptionSources): string | null {
  const offer = judgeOffer(offerOf(incident, path), incident, service);
  if ('whyNot' in offer) return offer.whyNot;
  const forbidden = pathForbidden(path, service);
  if (forbidden !== null) return forbidden.say;
  if (path === 'restore' && reversibility.backup === null)
    return 'There is no backup from before the failure: this cannot be undone (P4).';
  if (path === 'app-rollback') return whyNoCode(service, reversibility);
  return null;
}

function whyNoCode(service: ServicePolicy, { newest, codeFloor }: Reversibility): string | null {
  if (service.deploys.length === 0) return 'The policy names no deploy target.';
  return newest === null && codeFloor !== null ? codeFloor : null;
}

function lossOf(path: OpenPath, { incident, reversibility }: OptionSources): string {
  switch (path) {
    case 'restore':
      return lossOfRestore(incident, reversibility);
    case 'undo-restore':
      return 'What was written since the restore leaves production, and is exported first.';
    case 'down-scripts':
      return 'What the scripts drop; the rehearsal counts it. What a migration dropped comes back empty.';
    case 'feature-flag':
    case 'provider-outage':
      return 'No data. What is switched off cannot be used until it is on again.';
    case 'app-rollback':
      return 'No data. What the newer code wrote stays as it is.';
    default:
      return `Nothing that was written.${reversibility.destroyed.length === 0 ? '' : ' What a migration dropped stays gone.'}`;
  }
}

function lossOfRestore({ steps }: Incident, { backup }: Reversibility): string {
  const outcome = steps['count-loss']?.outcome as { readonly report?: unknown } | null | undefined;
  const counted = LossReport.safeParse(outcome?.report).data;
  if (counted !== undefined)
    return `${rowsLost(counted).toLocaleString('en-US')} rows written since ${counted.since}, as counted.`;
  return backup === null
    ? 'Nothing can be said without a backup.'
    : `What was written since ${backup.snapshotAt}; not counted yet.`;
}

/**
 * A repair or a forward fix has to be through when the budget for fixing forward ends (S7). Every other way has to lie
 * before the people who decide while the decision window is open (S9), and to be through within the objective (B8).
 */
function latestStart(
  path: OpenPath,
  { incident, service, now }: OptionSources,
  { preparing, carryingOut }: Pick<RecoveryOption, 'preparing' | 'carryingOut'>,
): RecoveryOption['latestStart'] {
  if (preparing === null || incident.decision !== null) return null;
  const wholeMs = carryingOut === null ? null : preparing.p95Ms + carryingOut.p95Ms;
  const through = (end: Instant, what: string) => (wholeMs === null ? [] : [{ at: before(end, wholeMs), for: what }]);
  if (path === 'data-fix' || path === 'forward-fix')
    return through(fixForwardEndsAt(incident, service), 'the time for fixing forward')[0] ?? null;
  const { closesAt } = windowOf(incident, service, now);
  const objective = before(incident.identifiedAt, -service.drill.rto_objective);
  const limits = [
    { at: before(closesAt, preparing.p95Ms), for: 'the decision window' },
    ...through(objective, 'the recovery time objective'),
  ];
  return limits.toSorted((one, other) => (one.at < other.at ? -1 : 1))[0] ?? null;
}

function before(end: Instant, ms: number): Instant {
  return toInstant(new Date(Date.parse(end) - ms));
}
