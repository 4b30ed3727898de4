import { inspect } from 'node:util';
import { startRecourse } from './compose.ts';
import { loadConfig } from './config.ts';
import { RecourseError } from './domain/errors.ts';

/** `npm start`: runs until SIGTERM or SIGINT, then drains. */
async function main(): Promise<void> {
  const early = () => process.exit(0);
  // Until it stands there is nothing to drain: a lease that a half start took ends by itself.
  process.on('SIGTERM', early);
  process.on('SIGINT', early);
  const recourse = await startRecourse(loadConfig());
  process.off('SIGTERM', early);
  process.off('SIGINT', early);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    recourse.stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Says what happened and what to do next; a stack is for the unexpected only. */
function fail(error: unknown): void {
  const words = error instanceof RecourseError ? `${error.message}\n→ ${error.hint}` : inspect(error);
  process.stderr.write(`Recourse stopped: ${words}\n`);
  process.exit(1);
}

main().catch(fail);
