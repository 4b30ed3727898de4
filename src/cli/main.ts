import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

// Whoever reads us may have seen enough (`| head`); a shell's word for that is 141.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

// Not process.exit: what was written must reach a pipe that is slower than we are.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal);
