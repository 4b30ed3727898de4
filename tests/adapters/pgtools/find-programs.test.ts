import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'recourse-programs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A folder of programs that answer `--version`, as PostgreSQL's do. */
function install(folder: string, programs: readonly string[], says: string): string {
  const path = join(root, folder);
  mkdirSync(path);
  for (const program of programs) {
    writeFileSync(join(path, program), `#!/bin/sh\necho "${program} ${says}"\n`);
    chmodSync(join(path, program), 0o755);
  }
  return path;
}
const clients = ['pg_dump', 'pg_restore', 'psql'];

describe('PostgreSQL programs', () => {
  test('are taken from PG_BIN although PATH has others', async () => {
    const chosen = install('chosen', clients, '(PostgreSQL) 17.12');
    const onPath = install('path', clients, '(PostgreSQL) 16.16');
    const found = await findPrograms({ pgBin: chosen, searchPath: onPath });
    expect(found).toMatchObject({ folder: chosen, version: { major: 17, minor: 12 }, warnings: [] });
    expect(found.path('pg_dump')).toBe(join(chosen, 'pg_dump'));
  });

  test('are taken from PATH only where all of one version stand together', async () => {
    const half = install('half', ['pg_dump'], '(PostgreSQL) 18.7');
    const whole = install('whole', clients, '(PostgreSQL) 16.16');
    expect((await findPrograms({ searchPath: `${half}:${whole}` })).folder).toBe(whole);
  });

  test('behind Debian’s version-choosing wrapper are passed over', async () => {
    const wrapped = install('wrapped', ['pg_wrapper'], '(PostgreSQL) 15.18');
    for (const program of clients) symlinkSync(join(wrapped, 'pg_wrapper'), join(wrapped, program));
    const real = install('real', clients, '(PostgreSQL) 16.16');
    expect((await findPrograms({ searchPath: `${wrapped}:${real}` })).folder).toBe(real);
  });

  test('older than a published fix come with a warning', async () => {
    const old = install('old', clients, '(PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)');
    const { warnings } = await findPrograms({ pgBin: old, searchPath: '' });
    expect(warnings).toEqual([expect.stringContaining('CVE-2026-116314')]);
  });

  test('that are missing are named, with what to install', async () => {
    const half = install('half', ['pg_dump', 'psql'], '(PostgreSQL) 15.20');
    const looking = findPrograms({ pgBin: half, searchPath: '' });
    await expect(looking).rejects.toMatchObject({
      code: 'tool-missing',
      message: `PostgreSQL programs not found in PG_BIN (${half}): pg_restore.`,
      hint: expect.stringContaining('apt-get install postgresql-client'),
    });
  });

  test('that do not run are not taken for PostgreSQL’s', async () => {
    const broken = install('broken', clients, 'says nothing of the kind');
    await expect(findPrograms({ pgBin: broken, searchPath: '' })).rejects.toMatchObject({ code: 'tool-failed' });
  });
});
