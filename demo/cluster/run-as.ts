import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { RecourseError } from '../../src/domain/errors.ts';

/** The account that owns a cluster's files and runs its server. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
  /** True when we are root and have to step down, because postgres refuses to run as root. */
  readonly stepDown: boolean;
}

const setpriv = '/usr/bin/setpriv';

/** `postgres` where we are root, else ourselves. Throws `tool-missing` when root has nobody to step down to. */
export async function chooseServerAccount(): Promise<ServerAccount> {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) return { uid, gid, stepDown: false };
  const asked = await execa('id', ['-u', 'postgres'], { reject: false });
  const group = await execa('id', ['-g', 'postgres'], { reject: false });
  if (asked.exitCode === 0 && existsSync(setpriv)) {
    return { uid: Number(asked.stdout), gid: Number(group.stdout), stepDown: true };
  }
  throw new RecourseError('PostgreSQL does not run as root, and there is no way to step down from it.', {
    code: 'tool-missing',
    hint: 'Install the package "postgresql" (it makes the user "postgres") and "util-linux" (setpriv), or run as an ordinary user.',
  });
}

/**
 * The command line that runs a program as the account. With `endsWithUs` the kernel sends the signal to it when our
 * process dies, however it dies; setpriv sets that after it has changed the user, which would clear it. Without
 * setpriv (macOS) the program runs as it is, and only an orderly exit of ours ends it.
 */
export function runAs(account: ServerAccount, command: readonly string[], endsWithUs?: NodeJS.Signals): string[] {
  if (!existsSync(setpriv)) return [...command];
  const death = endsWithUs === undefined ? [] : ['--pdeathsig', endsWithUs.replace('SIG', '')];
  const down = account.stepDown ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--init-groups'] : [];
  return death.length + down.length === 0 ? [...command] : [setpriv, ...down, ...death, ...command];
}
