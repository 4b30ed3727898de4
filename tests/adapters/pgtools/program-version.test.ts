import { expect, test } from 'vitest';
import { parseVersion, warnOfOldPrograms } from '../../../src/adapters/pgtools/program-version.ts';

test.each([
  ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', { major: 15, minor: 18 }],
  ['psql (PostgreSQL) 17.12', { major: 17, minor: 12 }],
  ['initdb (PostgreSQL) 19beta1', { major: 19, minor: 0 }],
  ['GNU bash, version 5.2.15', undefined],
])('%s is read as %o', (line, version) => expect(parseVersion(line)).toEqual(version));

test.each([
  ['15.19', 'older than 15.20'],
  ['16.15', 'older than 16.16'],
  ['17.11', 'older than 17.12'],
  ['18.6', 'older than 18.7'],
  ['14.30', 'get no fix'],
])('programs %s are warned of: %s', (version, warning) => {
  expect(warnOfOldPrograms(versionOf(version))).toContain(warning);
});

test.each(['15.20', '16.16', '17.12', '18.7', '19.0'])('programs %s pass without a warning', (version) => {
  expect(warnOfOldPrograms(versionOf(version))).toBeUndefined();
});

function versionOf(text: string): { major: number; minor: number } {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return { major, minor };
}
