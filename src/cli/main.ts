import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

// Not process.exit: what was written must reach a pipe that is slower than we are.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal);
