import type { Finding } from '../../domain/finding.ts';
import type { LedgerRow, MigrationFile, MigrationStanding } from '../../domain/migration.ts';
import { compareLedger, type Tool } from './compare-ledger.ts';

export interface LedgerFacts {
  readonly tool: Tool;
  readonly files: readonly MigrationFile[];
  /** Null where the tool keeps no ledger, or it is not there. */
  readonly rows: readonly LedgerRow[] | null;
}

const check = 'ledger';
/** Pending migrations that are named before the rest is counted. */
const NAMED = 5;

/**
 * Where folder and ledger have drifted apart, in words, each with the next move by the rules of its tool. The last line
 * says how many are applied and pending. Nothing is changed by it, and nothing has to be.
 */
export function diagnoseLedger({ tool, files, rows }: LedgerFacts): readonly Finding[] {
  if (rows === null) return [withoutLedger(tool)];
  const { standings, unknown } = compareLedger(tool, files, rows);
  return [
    ...standings.flatMap((each) => drifted(tool, each, rows)),
    ...unknown.map((name) => missingFile(tool, name)),
    summary(standings),
  ];
}

/** What is worth a place on a card: only what is wrong, and as a warning, because it stops no recovery by itself. */
export function ledgerWarnings(findings: readonly Finding[]): readonly Finding[] {
  return findings.flatMap((finding) =>
    finding.result === 'failed' || finding.result === 'warned' ? [{ ...finding, result: 'warned' as const }] : [],
  );
}

function withoutLedger(tool: Tool): Finding {
  if (tool === 'sql') {
    const say = 'Plain SQL files keep no ledger, so nobody can tell which of them ran.';
    const hint = 'Let your runner write the names of what it ran, and fill in `migrations.ledger` in recourse.yaml.';
    return { check, result: 'skipped', say, hint };
  }
  return {
    check,
    result: 'failed',
    say: `Production has no ledger of ${tool}.`,
    hint: `Either ${tool} never ran here, or its table was dropped or lies in another database. Look before you migrate: it would run everything again.`,
  };
}

function drifted(tool: Tool, each: MigrationStanding, rows: readonly LedgerRow[]): Finding[] {
  const { migration, standing, outOfOrder, say } = each;
  if (standing === 'failed') return [failedRow(migration, rows, say)];
  if (standing === 'edited') return [{ check, result: 'failed', say, hint: edited[tool] }];
  if (standing === 'skipped') return [{ check, result: 'failed', say, hint: generateAnew }];
  return outOfOrder ? [{ check, result: 'warned', say, hint: late[tool] }] : [];
}

const generateAnew =
  'Generate it anew, so that it is the newest, or apply it by hand and insert its row with the hash of the file.';

const putBack = 'Put the file back as it was applied (`git log -p` shows it), and make the change in a new migration.';

/** What each tool does about a file that was changed after it ran. */
const edited: Readonly<Record<Tool, string>> = {
  prisma: `${putBack} \`prisma migrate deploy\` goes on regardless; \`prisma migrate dev\` would want to reset the database.`,
  drizzle: `${putBack} Drizzle looks at times only and will never say a word about it.`,
  dbmate: putBack,
  sql: putBack,
};

/** What each tool does about one that is older than the newest that ran. */
const late: Readonly<Record<Tool, string>> = {
  prisma:
    '`prisma migrate deploy` will run it after the later ones. Rehearse that order, or rename it to be the newest.',
  drizzle: generateAnew,
  dbmate:
    '`dbmate up` will run it after the later ones (`--strict` refuses). Rehearse that order, or give it a newer version.',
  sql: 'Run it by hand after a rehearsal, or give it a newer number.',
};

/** P3009: nothing deploys until it is resolved. What to tell Prisma depends on whether anything of it stands. */
function failedRow(migration: MigrationFile, rows: readonly LedgerRow[], say: string): Finding {
  const { name, transaction } = migration;
  const row = rows.find((each) => each.name === name && each.state === 'failed');
  const rolledBack = `\`npx prisma migrate resolve --rolled-back ${name}\``;
  const applied = `\`npx prisma migrate resolve --applied ${name}\``;
  const words = row?.log?.trim() ?? '';
  if (words !== '' && transaction) {
    const hint = `PostgreSQL took all of it back. Correct the migration, then ${rolledBack} and deploy again.`;
    return { check, result: 'failed', say, hint };
  }
  const why =
    words === ''
      ? 'It says no error: whoever ran it was cut off.'
      : 'It does not run in one transaction, so a part of it may stand.';
  const hint = `${why} Look at the schema. Nothing of it there: ${rolledBack}. All of it there: ${applied}. A part: undo that by hand, then ${rolledBack}.`;
  return { check, result: 'failed', say, hint };
}

function missingFile(tool: Tool, name: string): Finding {
  const move = tool === 'prisma' ? ' `prisma migrate diff` shows what production has more.' : '';
  return {
    check,
    result: 'failed',
    say: `${name} was applied to production, and its file is not in this folder.`,
    hint: `Check out the commit that has it, or bring the file back from Git: this checkout and the database do not belong together.${move}`,
  };
}

function summary(standings: readonly MigrationStanding[]): Finding {
  const pending = standings.filter(({ standing }) => standing === 'pending').map(({ migration }) => migration.name);
  const applied = standings.filter(({ standing }) => standing === 'applied' || standing === 'edited').length;
  const more = pending.length > NAMED ? ` and ${pending.length - NAMED} more` : '';
  const named = pending.length === 0 ? '' : `: ${pending.slice(0, NAMED).join(', ')}${more}`;
  return { check, result: 'passed', say: `${applied} applied, ${pending.length} pending${named}` };
}
