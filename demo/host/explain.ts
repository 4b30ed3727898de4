import { RecourseError } from '../../src/domain/errors.ts';

/** What went wrong and what to do about it, for a terminal. */
export function explain(error: unknown): string {
  if (error instanceof RecourseError) return `${error.message}\n→ ${error.hint}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? ` ${error.port}` : '';
    return `Port${port} is taken, perhaps by another demo.\n→ End that one, or take another port: npm run demo -- --port 0 (any free one)`;
  }
  return error instanceof Error ? error.message : String(error);
}
