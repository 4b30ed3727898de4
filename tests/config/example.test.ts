import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { variableNames } from '../../src/config/environment.ts';
import { everyKey } from '../../src/domain/policy-file/schema-keys.ts';
import { listVariables } from '../../src/domain/policy-file/variables.ts';
import { exampleText, mistakesOf, readText } from './example.ts';

const envText = readFileSync('.env.example', 'utf8');

describe('recourse.example.yaml', () => {
  test('is right as it stands', () => {
    expect(mistakesOf(exampleText)).toEqual([]);
    expect(readText(exampleText).kind).toBe('read');
  });

  test('shows every key of the schema', () => {
    const shown = new Set([...exampleText.matchAll(/([a-z][a-z_-]*):/g)].map(([, key]) => key));
    expect(everyKey().filter((key) => !shown.has(key))).toEqual([]);
    expect(everyKey().length).toBeGreaterThan(70);
  });

  test.each(['lock-tables', 'connection-gate', 'command', 'webhook', 'pgbouncer'])(
    'shows the freeze method %s',
    (method) => expect(exampleText).toMatch(new RegExp(`- method: ${method}\\b`)),
  );
});

describe('.env.example', () => {
  test.each([...variableNames])('explains %s', (name) => {
    const lines = envText.split('\n');
    const line = lines.findIndex((text) => text.startsWith(`${name}=`));
    expect(line, 'the variable has a line').toBeGreaterThan(0);
    expect(lines.slice(Math.max(0, line - 2), line).some((text) => text.startsWith('#'))).toBe(true);
  });

  test('holds every variable that the example file names', () => {
    const named = listVariables(parse(exampleText)).map(({ name }) => name);
    expect(named.filter((name) => !envText.includes(`\n${name}=`))).toEqual([]);
  });
});
