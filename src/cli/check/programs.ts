import { findProgram } from '../../adapters/commands/find-program.ts';
import { describePrograms, findPrograms } from '../../adapters/pgtools/find-programs.ts';
import { once, passed, type Seen, warned } from './probe.ts';

/** The tools of this machine: PostgreSQL's by version, and those that make things safer or easier where they are there. */
export const programsProbe = once('programs', async ({ settings, services }) => {
  const programs = await findPrograms(settings.programs);
  const has = (program: string) => findProgram(program, '/', settings.programs.searchPath) !== null;
  const optional: Seen[] = [];
  if (services.some((service) => service.repository !== undefined) && !has('git')) {
    optional.push(warned('git is not on the PATH', 'Install it, or people fill the current commit in by hand.'));
  }
  if (process.platform === 'linux' && !has('setpriv')) {
    optional.push(
      warned('setpriv is not on the PATH', 'Install util-linux: it ends our programs with us when we are killed.'),
    );
  }
  return [passed(describePrograms(programs)), ...programs.warnings.map((say) => warned(say)), ...optional];
});
