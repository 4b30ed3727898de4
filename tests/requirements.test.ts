import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** How many lines each of the five documents' parts has. */
const documents = { G: 12, B: 11, P: 10, R: 6, S: 10 } as const;
const ids = Object.entries(documents).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);

/** Id → the files that show it, as docs/requirements.md lists them. */
const shown = new Map<string, readonly string[]>(
  [...read('docs/requirements.md').matchAll(/^\| ([A-Z]\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
    ([, id = '', files = '']) => [id, files.split(',').map((file) => file.trim())],
  ),
);

/** A server, the whole bot or its page take part; stories are played by a test of their own. */
const driven = /^(tests\/(postgres|e2e|browser|demo)\/|demo\/stories\/)/;

function names(file: string, id: string): boolean {
  return new RegExp(`\\b${id}\\b`).test(read(file));
}

/** Of a requirement's files, those that are wrong, with what is wrong. */
function faultsOf(id: string): string[] {
  const files = shown.get(id) ?? [];
  const faults = files.flatMap((file) => {
    if (!existsSync(join(root, file))) return [`${file} is gone`];
    return names(file, id) ? [] : [`${file} does not name ${id}`];
  });
  const onServer = files.some((file) => driven.test(file));
  return onServer ? faults : [...faults, 'nothing of it runs on a server'];
}

describe('what the five documents ask for', () => {
  test('is listed line by line, each once and no other', () => {
    const listed = [...read('docs/requirements.md').matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, id]) => id);
    expect(listed).toEqual(ids);
  });

  test.each(ids)('%s is shown by files that are there and name it, on a real server', (id) => {
    expect(faultsOf(id)).toEqual([]);
  });

  test('stories that are named as proof are played', () => {
    const registry = read('demo/stories/registry.ts');
    const stories = [...new Set([...shown.values()].flat())].filter((file) => file.startsWith('demo/stories/'));
    const played = stories.filter((file) => {
      const inside = file.replace('demo/stories/', './');
      return registry.includes(`'${inside}'`) || file.endsWith('/claims.ts');
    });
    expect(stories.length).toBeGreaterThan(10);
    expect(played).toEqual(stories);
  });
});
