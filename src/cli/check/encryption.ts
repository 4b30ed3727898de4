import { execa } from 'execa';
import { findProgram } from '../../adapters/commands/find-program.ts';
import { failed, passed, perService, type Seen, warned } from './probe.ts';

const trial = 'Recourse can open what it encrypts.\n';

/** What is encrypted here can be opened here: a trial text goes through age and back (B4). */
export const encryptionProbe = perService('encryption', async (service, { settings }): Promise<Seen[]> => {
  const { recipients, identity_file_env: identityVariable } = service.backups;
  if (recipients.length === 0) {
    return [warned('backups are written unencrypted', 'Set recipients, unless the disk itself is encrypted.')];
  }
  const age = findProgram('age', '/', settings.programs.searchPath);
  if (age === null)
    return [
      failed('age is not on the PATH', 'Install it: Debian or Ubuntu "apt-get install age", macOS "brew install age".'),
    ];
  const run = (args: string[], input: string | Uint8Array) =>
    execa(age, args, {
      input,
      encoding: 'buffer',
      stripFinalNewline: false, // a byte of the sealed text may look like one
      reject: false,
      timeout: 10_000,
      env: settings.childEnvironment,
      extendEnv: false,
    });
  const sealed = await run(
    recipients.flatMap((recipient) => ['-r', recipient]),
    trial,
  );
  if (sealed.exitCode !== 0)
    return [failed(`age refuses the recipients: ${firstLine(sealed.stderr)}`, 'Copy them again from age-keygen.')];
  if (identityVariable === undefined) {
    return [
      warned(
        `backups are sealed for ${recipients.length} recipient(s), and this machine cannot read them: it can neither prove nor restore one`,
        'Fill in identity_file_env on the machine that is to carry out a rollback.',
      ),
    ];
  }
  const identity = settings.secretOf(identityVariable).reveal();
  const opened = await run(['-d', '-i', identity], sealed.stdout);
  if (Buffer.from(opened.stdout).toString('utf8') === trial)
    return [passed(`a trial text came back, for ${recipients.length} recipient(s)`)];
  return [
    failed(
      `what is encrypted cannot be opened with ${identityVariable}: ${firstLine(opened.stderr)}`,
      'Name the identity file of one of the recipients.',
    ),
  ];
});

/** What age says, without its advice; age itself never shows an identity. */
function firstLine(said: Uint8Array): string {
  const [line = ''] = Buffer.from(said).toString('utf8').split('\n');
  return line.replace(/^age: (error: )?/, '').slice(0, 200);
}
