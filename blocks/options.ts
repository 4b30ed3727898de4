import { pathWords } from '../src/domain/path-choice.ts';
import type {
  CommitStanding,
  IssueClass,
  OptionStanding,
  RecoveryOption,
  RecoveryOptions,
  Reversibility,
} from '../src/domain/recovery-options.ts';
import { wholeStoryOf } from './cut.ts';
import type { Drawn } from './kit/drawn.ts';
import { divider, header, type Page } from './kit/texts.ts';
import { drawParts, type Part, told } from './parts/part.ts';
import { counted, durationOf } from './words/numbers.ts';
import { code, instant, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** More of a list than these are summed up. */
const MIGRATIONS_NAMED = 4;
const EFFECTS_NAMED = 40;
const COMMITS_NAMED = 4;

const signs: Readonly<Record<OptionStanding, string>> = { possible: '✅', unproved: '❔', impossible: '🚫' };

/** Every way back of one incident, in the order of the policy, and what cannot be undone at all (P1, P7). */
export function drawOptions(options: RecoveryOptions, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(options.incident) };
  const title = `The ways back of ${options.incident}`;
  return drawParts(page, [
    { spoken: [say`${title}`], blocks: [header(title)] },
    told(page, [say`${options.ranking}`]),
    ...(options.withoutBackup.length === 0 ? [] : [told(page, withoutBackup(options.withoutBackup))]),
    ...options.options.map((option, at) => told(page, optionLines(option, at + 1))),
    ruler,
    told(page, destroyedLines(options.reversibility)),
    told(page, commitLines(options.reversibility)),
    told(
      page,
      options.orphans.map(({ say: words }) => say`${words}.`),
    ),
    ruler,
    told(page, [say`${strong('Which trouble is met how')}`, ...options.classes.map(classLine)]),
  ]);
}

const ruler: Part = { spoken: [], blocks: [divider] };

function withoutBackup([first = '', ...rest]: readonly string[]): readonly Phrase[] {
  return [say`⛔ ${strong(first)}`, ...rest.map((line) => say`• ${line}`)];
}

function optionLines(option: RecoveryOption, rank: number): readonly Phrase[] {
  const { title } = pathWords[option.path];
  const chosen = option.isChosen ? say` (chosen now)` : [];
  const head = say`${signs[option.standing]} ${strong(`${rank}. ${title}: ${option.standing}`)}${chosen}`;
  if (option.standing === 'impossible') return [head, say`${option.why}`];
  return [head, say`${option.why}`, say`Gives up: ${option.loss}`, timesPhrase(option), ...latestLine(option)];
}

function timesPhrase({ preparing, carryingOut }: RecoveryOption): Phrase {
  if (preparing === null && carryingOut === null) return say`How long it takes: never measured here.`;
  const one = (what: string, past: RecoveryOption['preparing']) =>
    past === null
      ? say`${what}: never measured here`
      : say`${what}: half of ${counted(past.runs, 'run')} within ${durationOf(past.p50Ms)}, 95 % within ${durationOf(past.p95Ms)}`;
  return say`${one('Until the vote', preparing)}. ${one('From approval to recovered', carryingOut)}.`;
}

function latestLine({ latestStart }: RecoveryOption): readonly Phrase[] {
  if (latestStart === null) return [];
  return [say`Starts too late for ${latestStart.for} after ${instant(latestStart.at, 'time')}.`];
}

/** P1: by name, and only a restore brings it back. */
function destroyedLines({ destroyed, backup, untold }: Reversibility): readonly Phrase[] {
  const since = backup === null ? say`ever` : say`since backup ${code(backup.id)}`;
  if (untold.length > 0) return untold.map((line) => say`${strong('What was destroyed:')} ${line}`);
  if (destroyed.length === 0) return [say`${strong('Nothing was destroyed by a migration')} ${since}.`];
  const more = destroyed.length - MIGRATIONS_NAMED;
  return [
    say`${strong('Destroyed by migrations')} ${since}; only a restore brings it back:`,
    ...destroyed.slice(-MIGRATIONS_NAMED).map(({ migration, effects }) => {
      const named = effects.slice(0, EFFECTS_NAMED).map((effect) => effect.say);
      const rest = effects.length - named.length;
      return say`• ${code(migration)}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    }),
    ...(more > 0 ? [say`• … and ${counted(more, 'earlier migration')}`] : []),
  ];
}

function commitLines({ commits, newest, codeFloor }: Reversibility): readonly Phrase[] {
  const newestLine =
    newest === null
      ? say`${strong('The code cannot go back:')} no earlier commit is known that can run on this schema.`
      : say`${strong('The code may go back')} to ${code(newest.commit.slice(0, 12))} (${newest.about}), the newest that can run.`;
  const shown = commits.slice(0, COMMITS_NAMED).map(commitLine);
  return [newestLine, ...(codeFloor === null ? [] : [say`${codeFloor}`]), ...shown];
}

function commitLine({ commit, about, canRun, why }: CommitStanding): Phrase {
  return say`• ${code(commit.slice(0, 12))} ${canRun ? 'can run' : 'cannot run'}: ${why} (${about})`;
}

function classLine({ issue, canRollBack, how, isThis }: IssueClass): Phrase {
  const words = say`${issue}: ${how}. Can be rolled back: ${canRollBack}.`;
  return isThis ? say`👉 ${strong(issue)}: ${how}. Can be rolled back: ${canRollBack}.` : say`• ${words}`;
}
