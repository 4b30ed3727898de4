import { describe, expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';

/** Runs a command line and keeps what it wrote. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProgram(args, { out: (line) => void out.push(line), err: (line) => void err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line', () => {
  test('tells what there is, with examples, and that is no error', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/check .*prove the configuration/);
    expect(out).toMatch(/Examples:\n {2}npx recourse check/);
  });

  test.each([
    [['check']],
    [['preflight']],
    [['backup', 'take']],
    [['backup', 'list']],
    [['backup', 'verify']],
    [['incident', 'list']],
    [['incident', 'show']],
    [['incident', 'timeline']],
    [['incident', 'postmortem']],
    [['incident', 'verify']],
    [['replaced', 'list']],
    [['replaced', 'keep']],
  ])('explains %s with examples', async (command) => {
    const { code, out } = await run(...command, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}npx recourse /);
  });

  test.each([
    ['an unknown command', ['chek'], /Did you mean check\?/],
    ['an unknown option', ['check', '--sevrice', 'x'], /unknown option '--sevrice'/],
    ['a form that there is not', ['check', '--format', 'html'], /Allowed choices are text, json/],
    ['no service', ['backup', 'take'], /missing required argument 'service'/],
    ['a word that is no incident', ['incident', 'show', 'seven'], /"seven" is no incident: expected one such as INC-7/],
    ['a count that is none', ['incident', 'list', '--limit', 'all'], /Expected a number from 1 to 9999/],
    ['a span of time that is none', ['replaced', 'keep', 'shop', 'x', '--for', 'ages'], /Expected a duration/],
    ['one argument too many', ['check', 'promptrefine'], /too many arguments/],
  ])('refuses %s with 2', async (_, args, says) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
  });
});
