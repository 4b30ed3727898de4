import { inspect } from 'node:util';
import { type Recourse, startRecourse } from './compose.ts';
import { loadConfig } from './config.ts';
import { RecourseError } from './domain/errors.ts';

/** `npm start`: runs until SIGTERM or SIGINT, then drains. */
async function main(): Promise<void> {
  let recourse: Recourse | null = null;
  let stopping = false;
  const stop = () => {
    // Until it stands there is nothing to drain: a lease that a half start took ends by itself.
    if (recourse === null) process.exit(0);
    if (stopping) return;
    stopping = true;
    recourse.stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  // One listener for the whole life: a signal that arrives while listeners are exchanged is lost.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  recourse = await startRecourse(loadConfig());
}

/** Says what happened and what to do next; a stack is for the unexpected only. */
function fail(error: unknown): void {
  const words = error instanceof RecourseError ? `${error.message}\n→ ${error.hint}` : inspect(error);
  process.stderr.write(`Recourse stopped: ${words}\n`);
  process.exit(1);
}

main().catch(fail);
