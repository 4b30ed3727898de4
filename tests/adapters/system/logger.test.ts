import { expect, test } from 'vitest';
import { createLogger } from '../../../src/adapters/system/logger.ts';
import { RecourseError } from '../../../src/domain/errors.ts';
import { makeStriker } from '../../../src/domain/redaction.ts';
import { Secret } from '../../../src/domain/secret.ts';

const url = 'postgresql://app:p%40ss-word-1@db/app';

function makeLog(...secrets: string[]) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    strikeSecrets: makeStriker(secrets.map((value) => new Secret(value))),
    out: { write: (line) => void lines.push(line) },
  });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a secret is struck out of every corner of a line', () => {
  const { log, lines, parsed } = makeLog(url, 'tok-12345');
  const cause = new Error(`could not connect to ${url}`);
  const error = new RecourseError('no p@ss-word-1', {
    code: 'bad-input',
    hint: 'h',
    facts: { token: 'tok-12345' },
    cause,
  });
  log.info({ deep: [{ url }], 'tok-12345': 1 }, 'message with tok-12345 and p@ss-word-1');
  log.child({ bound: 'tok-12345' }).info('from a child');
  log.error({ err: error }, 'it failed');
  log.error(error);
  expect(lines).toHaveLength(4);
  expect(lines.join('')).not.toMatch(/tok-12345|p%40ss|p@ss/);
  expect(parsed()[0]).toMatchObject({ deep: [{ url: '«secret»' }], msg: 'message with «secret» and «secret»' });
  expect(parsed()[2]).toMatchObject({
    err: { code: 'bad-input', cause: { message: 'could not connect to «secret»' } },
  });
});

test('a line stays JSON even where a secret looks like a piece of it', () => {
  const { log, parsed } = makeLog('"level"', '4711', 'quote"brace}');
  log.info({ port: 4711, text: 'quote"brace}', list: ['"level"'] }, 'ready');
  expect(parsed()).toEqual([
    expect.objectContaining({ level: 30, port: '«secret»', text: '«secret»', list: ['«secret»'], msg: 'ready' }),
  ]);
});

test('a line without secrets passes as it is, below the level none does', () => {
  const { log, lines, parsed } = makeLog(url);
  log.debug('hidden');
  log.info({ incident: 'INC-7' }, 'claimed');
  expect(lines).toHaveLength(1);
  expect(parsed()[0]).toMatchObject({
    name: 'recourse',
    incident: 'INC-7',
    msg: 'claimed',
    time: expect.stringMatching(/Z$/),
  });
});
