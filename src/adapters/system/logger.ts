import { pino } from 'pino';
import type { StrikeSecrets } from '../../domain/redaction.ts';

/** A line of JSON per event. Made here only, so that no line leaves unstruck. */
export type Logger = pino.Logger;

/** How much is said and what must never be. `out` is standard output unless a test listens. */
export interface LoggerWishes {
  readonly level: string;
  readonly strikeSecrets: StrikeSecrets;
  readonly out?: pino.DestinationStream;
}

/** A logger whose every line passes the striker: messages, fields, errors with their causes, and children's bindings (I8). */
export function createLogger(wishes: LoggerWishes): Logger {
  const out = wishes.out ?? pino.destination(1);
  const stream = { write: (line: string) => void out.write(strikeLine(line, wishes.strikeSecrets)) };
  return pino(
    {
      level: wishes.level,
      base: { name: 'recourse' },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
    },
    stream,
  );
}

/**
 * Strikes a finished line. Most lines hold no secret and pass as they are; in the others every text is struck by
 * itself, so that the line stays one of JSON even where a secret is a number or a piece of JSON.
 */
function strikeLine(line: string, strike: StrikeSecrets): string {
  if (strike(line) === line) return line;
  try {
    return `${JSON.stringify(strikeValue(JSON.parse(line), strike))}\n`;
  } catch {
    return `${strike(line).trimEnd()}\n`; // no JSON, so there is no form to keep
  }
}

function strikeValue(value: unknown, strike: StrikeSecrets): unknown {
  if (typeof value === 'string') return strike(value);
  if (typeof value === 'number') return strike(String(value)) === String(value) ? value : strike(String(value));
  if (Array.isArray(value)) return value.map((item) => strikeValue(item, strike));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [strike(key), strikeValue(inner, strike)]));
}
