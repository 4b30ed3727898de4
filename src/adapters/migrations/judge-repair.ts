import { loadModule } from 'libpg-query';
import { reachingOut } from '../../domain/migration.ts';
import type { RepairReader } from '../../ports/repair-reader.ts';
import { parseScript } from './parse-script.ts';
import { commandBarrier, type PsqlCommand, psqlCommands, withoutCommands } from './psql-commands.ts';
import { readScript } from './read-statement.ts';
import { emptySchema } from './schema-so-far.ts';

/** Those that only change what psql shows. */
const allowed: ReadonlySet<string> = new Set('echo qecho warn timing pset set unset x t a errverbose'.split(' '));

/** Reads the scripts of a service that repair its rows. */
export function createRepairReader(): RepairReader {
  return {
    barriers: async (file, script) => {
      await loadModule();
      const commands = psqlCommands(script);
      const sql = withoutCommands(script);
      return [
        ...commands.flatMap((command) => barrierOf(file, command)),
        ...unreadableIn(file, sql),
        ...reachingOut(readScript(file, sql, emptySchema())),
      ];
    },
  };
}

function barrierOf(file: string, command: PsqlCommand): readonly string[] {
  const why = commandBarrier(command) ?? barrierOfRepair(command);
  return why === null ? [] : [`${file}:${command.line} ${why}`];
}

/** Stricter than a down script: what a repair does stands in its own file, where people read it before they vote. */
function barrierOfRepair({ command, text }: PsqlCommand): string | null {
  if (allowed.has(command)) return null;
  return `${text} brings in what does not stand in this file, or writes outside the database`;
}

function unreadableIn(file: string, sql: string): readonly string[] {
  return parseScript(sql).flatMap(({ node, line, trouble }) =>
    node === null ? [`${file}:${line} cannot be read (${trouble})`] : [],
  );
}
