import { execa } from 'execa';
import { expect, test } from 'vitest';

test('the page passes the type check with the types of the browser', async () => {
  const { exitCode, stdout } = await execa({ reject: false, preferLocal: true })`tsc -p demo/slack/page`;
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});
