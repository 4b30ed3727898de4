import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCommands } from '../../src/adapters/commands/run-command.ts';
import { RestorePolicy } from '../../src/domain/policy-file/recovery.ts';
import { makeStriker } from '../../src/domain/redaction.ts';
import type { Given } from '../../src/engine/step.ts';
import { runVerificationCommands } from '../../src/steps/run-verification-commands.ts';
import { makeEffort } from '../adapters/effort.ts';
import { policy } from '../support/incident-builder.ts';

const repository = join(import.meta.dirname, '..', '..');
const program = (path: string) => join(repository, 'node_modules', path);

/** A checkout of a service with the very scripts that its runbook names, run by npm; `code` is its one source file. */
async function verify(code: string) {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const scripts = {
    lint: `node ${program('@biomejs/biome/bin/biome')} lint .`,
    typecheck: `node ${program('typescript/bin/tsc')} --noEmit --strict --ignoreConfig prompts.ts`,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', private: true, scripts }));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true }));
  writeFileSync(join(folder, 'prompts.ts'), code);
  const restore = RestorePolicy.parse({
    verification_commands: [
      { name: 'lint', run: ['npm', 'run', '--silent', 'lint'] },
      { name: 'typecheck', run: ['npm', 'run', '--silent', 'typecheck'] },
    ],
  });
  const commands = createCommands({
    childEnvironment: {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: folder,
      LANG: 'C.UTF-8',
    },
    valueOf: (name) => name,
    folder,
    strikeSecrets: makeStriker([]),
  });
  const given = { service: { ...policy(), restore }, ports: { commands }, effort: makeEffort() } as unknown as Given;
  return (await runVerificationCommands.run(given)).findings;
}

describe('lint and typecheck of the recovered service (G11, B7)', () => {
  test('pass on sound code, each with how long it took', async () => {
    const findings = await verify('export const titles: readonly string[] = [];\n');
    expect(findings).toMatchObject([
      { check: 'lint', result: 'passed', say: expect.stringMatching(/^lint passed in \d+\.\d s$/) },
      { check: 'typecheck', result: 'passed' },
    ]);
  });

  test('that fail are told by what they said, and the first keeps the second from nothing', async () => {
    const findings = await verify('debugger;\nexport const title: string = 7;\n');
    expect(findings.map(({ check, result }) => [check, result])).toEqual([
      ['lint', 'failed'],
      ['typecheck', 'failed'],
    ]);
    const [lint, typecheck] = findings;
    expect(lint?.say).toMatch(/^lint ended with 1 after [\s\S]*debugger/i);
    expect(typecheck?.say).toContain("Type 'number' is not assignable to type 'string'");
    expect(typecheck?.hint).toBe('The database is restored; look at this before writes resume.');
  });
});
