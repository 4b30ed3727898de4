import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, inject } from 'vitest';
import { stringify } from 'yaml';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with a configuration of one service, `shop`, in which command lines are run as a person would. */
export interface TerminalWorld {
  readonly folder: string;
  run(...args: string[]): Promise<Said>;
}

/** Opens it; it goes after the tests of the file. The URLs are asked for at each run, when they are known. */
export function terminalWorld(
  urls: { service(): string; store(): string },
  more: (folder: string) => object = () => ({}),
): TerminalWorld {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-terminal-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'recourse.yaml'),
    stringify({ version: 1, services: [{ ...serviceIn(folder), ...more(folder) }] }),
  );
  const run = (...args: string[]) => {
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      PG_BIN: inject('cluster').programs,
      SHOP_DATABASE_URL: urls.service(),
      DATABASE_URL: urls.store(),
    };
    const program = [resolve('src/cli/main.ts'), ...args];
    return new Promise<Said>((settle) => {
      const child = execFile(process.execPath, program, { cwd: folder, env, timeout: 60_000 }, (_, out, err) =>
        settle({ code: child.exitCode, out: out.trimEnd(), err: err.trimEnd() }),
      );
    });
  };
  return { folder, run };
}

function serviceIn(folder: string): object {
  return {
    name: 'shop',
    title: 'Shop',
    time_zone: 'Europe/Berlin',
    channel: 'C0OPS',
    database: { url_env: 'SHOP_DATABASE_URL', required_tables: ['orders'] },
    authority: { roles: { cto: ['U0ALEX'] } },
    backups: { storage: { kind: 'folder', path: join(folder, 'backups') } },
  };
}
