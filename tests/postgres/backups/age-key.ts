import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { temporaryFolder } from './world.ts';

/** A key pair of age's own making; its identity file goes with the test. */
export async function makeKey(): Promise<{ recipient: string; identityFile: string }> {
  const identityFile = join(await temporaryFolder(), 'identity.txt');
  const { stdout } = await execa('age-keygen');
  await writeFile(identityFile, `${stdout}\n`, { mode: 0o600 });
  return { identityFile, recipient: /age1\w+/.exec(stdout)?.[0] ?? '' };
}
