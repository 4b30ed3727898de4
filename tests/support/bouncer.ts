import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../demo/cluster/free-port.ts';
import { type Bouncer, isBouncerPaused } from '../../src/adapters/postgres/pgbouncer.ts';
import { effortOf, until } from './target.ts';

export interface RunningBouncer {
  /** The way through PgBouncer to a database. */
  url(database: string): string;
  admin(database: string): Bouncer;
  stop(): Promise<void>;
}

/** A PgBouncer in transaction mode before a server of ours; `server` is a URL with the login that it uses there. */
export async function startBouncer(server: string): Promise<RunningBouncer> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-'));
  chmodSync(folder, 0o755); // PgBouncer refuses to run as root and reads its file as postgres
  const { hostname, port: serverPort, username, password } = new URL(server);
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'max_client_conn = 500',
    `admin_users = ${username}`,
    'ignore_startup_parameters = extra_float_digits',
  ];
  const file = join(folder, 'bouncer.ini');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const asPostgres = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', [...asPostgres, file], { stdio: 'ignore' });
  const url = (database: string) => `postgresql://${username}@127.0.0.1:${port}/${database}`;
  const admin = (database: string) => ({ adminUrl: url('pgbouncer'), database });
  const answers = () => isBouncerPaused(admin('any'), effortOf('bouncer').tag).then(() => true);
  await until(() => answers().catch(() => false));
  return {
    url,
    admin,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
