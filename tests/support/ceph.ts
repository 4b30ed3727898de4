import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findFreePort } from '../../demo/cluster/free-port.ts';
import { runAs } from '../../demo/cluster/run-as.ts';
import { until } from './target.ts';

const programs = ['ceph', 'ceph-authtool', 'monmaptool', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin'];
const missing = programs.filter((name) => !existsSync(`/usr/bin/${name}`));

/** Why there is no S3 server here, or null where there is one. Debian and Ubuntu have all of it. */
export const whyNoS3 =
  missing.length === 0 ? null : `no ${missing.join(', ')}: apt-get install radosgw ceph-mon ceph-osd`;

/** A real S3 server: Ceph's gateway over one monitor and one store in memory. */
export interface S3Server {
  readonly endpoint: string;
  readonly tlsEndpoint: string;
  /** PEM file of the authority that signed the TLS endpoint's certificate. */
  readonly authority: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const accessKeyId = 'RECOURSETEST';
const secretAccessKey = 'not-a-secret-of-anybody';

/** Starts in about two seconds; every part of it dies with this process. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-ceph-'));
  const [monitorPort, port, tlsPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const authority = await makeCertificate(folder);
  const conf = join(folder, 'ceph.conf');
  const fsid = crypto.randomUUID();
  await writeFile(conf, configuration({ folder, fsid, monitorPort, port, tlsPort }));
  const children: ChildProcess[] = [];
  const run = (program: string, ...args: string[]) => execa(program, args, { cwd: folder, timeout: 60_000 });
  const serve = (program: string, ...args: string[]) => children.push(startChild([program, '-c', conf, '-f', ...args]));

  await makeMonitor(folder, { fsid, monitorPort, conf, run });
  serve('/usr/bin/ceph-mon', '-i', 'a');
  await run('ceph', '-c', conf, 'auth', 'import', '-i', join(folder, 'keyring'));
  const store = crypto.randomUUID();
  await run('ceph', '-c', conf, 'osd', 'new', store);
  await run('ceph-osd', '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', store);
  serve('/usr/bin/ceph-osd', '-i', '0');
  const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
  await run('radosgw-admin', '-c', conf, 'user', 'create', '--uid=test', '--display-name=test', ...keys);
  serve('/usr/bin/radosgw', '-n', 'client.admin');
  const endpoint = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(endpoint).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return {
    endpoint,
    tlsEndpoint: `https://127.0.0.1:${tlsPort}`,
    authority,
    accessKeyId,
    secretAccessKey,
    stop: async () => {
      for (const child of children.reverse()) await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeMonitor(
  folder: string,
  given: {
    readonly fsid: string;
    readonly monitorPort: number;
    readonly conf: string;
    readonly run: (program: string, ...args: string[]) => Promise<unknown>;
  },
): Promise<void> {
  const { fsid, monitorPort, conf, run } = given;
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(folder, name));
  const keyring = join(folder, 'keyring');
  const all = ['mon', 'osd', 'mgr'].flatMap((part) => ['--cap', part, 'allow *']);
  await run('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
  await run('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', ...all);
  await run('ceph-authtool', keyring, '--gen-key', '-n', 'osd.0', ...all);
  const map = join(folder, 'monmap');
  await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map);
  await run('ceph-mon', '-c', conf, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
}

function configuration(given: {
  readonly folder: string;
  readonly fsid: string;
  readonly monitorPort: number;
  readonly port: number;
  readonly tlsPort: number;
}): string {
  const { folder, fsid, monitorPort, port, tlsPort } = given;
  const lines = [
    '[global]',
    `fsid = ${fsid}`,
    `mon host = [v2:127.0.0.1:${monitorPort}]`,
    'public network = 127.0.0.0/8',
    'cluster network = 127.0.0.0/8',
    'osd pool default size = 1',
    'osd pool default min size = 1',
    'mon allow pool size one = true',
    'osd crush chooseleaf type = 0',
    'osd pool default pg num = 1',
    'osd pool default pgp num = 1',
    'osd pool default pg autoscale mode = off',
    'mon max pg per osd = 1000',
    'paxos propose interval = 0.05', // a second by default, and making the pools takes ten of them
    `run dir = ${folder}`,
    `keyring = ${folder}/keyring`,
    `log file = ${folder}/$name.log`,
    `admin socket = ${folder}/$name.asok`,
    'pid file =',
    `mon data = ${folder}/mon`,
    `osd data = ${folder}/osd`,
    'osd objectstore = memstore',
    'memstore device bytes = 2147483648',
    `rgw frontends = beast endpoint=127.0.0.1:${port} ssl_endpoint=127.0.0.1:${tlsPort} ssl_certificate=${folder}/server.pem ssl_private_key=${folder}/server.key`,
    `rgw data = ${folder}/rgw`,
  ];
  return `${lines.join('\n')}\n`;
}

/** An authority of our own and a certificate for 127.0.0.1 that it signed. */
async function makeCertificate(folder: string): Promise<string> {
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
  const days = ['-days', '2', '-subj'];
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    ...days,
    '/CN=test authority',
  );
  await openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=127.0.0.1',
  );
  await writeFile(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
    '-out',
    'server.pem',
  );
  await readFile(join(folder, 'server.pem'));
  return join(folder, 'ca.pem');
}

function startChild(command: readonly string[]): ChildProcess {
  const [program = '', ...args] = runAs({ uid: -1, gid: -1, stepDown: false }, command, 'SIGKILL');
  const child = spawn(program, args, { stdio: 'ignore' });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
