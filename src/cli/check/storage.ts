import { constants } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { lookAtBucket } from './bucket.ts';
import { inProduction } from './in-production.ts';
import { type CheckGround, failed, passed, perService, type Seen, warned } from './probe.ts';
import { nearestFolder, tryToWrite } from './try-folder.ts';

/** A dump is rarely larger than its database, and one must fit while the older ones are still there. */
const roomForBackups = 2;

/** Backups can be written where they are to be kept, and there is room for them. That the folder lies outside the project, the configuration has proved. */
export const storageProbe = perService('storage', async (service, ground) => {
  const { storage } = service.backups;
  const local = await lookAtFolder(service, ground);
  return storage.kind === 's3' ? [...local, ...(await lookAtBucket(service, storage, ground))] : local;
});

async function lookAtFolder(service: ServicePolicy, ground: CheckGround): Promise<Seen[]> {
  const folder = service.backups.storage.path;
  const standing = await nearestFolder(folder);
  const refused = await tryToWrite(standing);
  if (refused !== null) {
    return [
      failed(`${standing} cannot be written (${refused})`, `Make it ours: install -d -m 700 -o $(id -un) ${folder}`),
    ];
  }
  const here = standing === folder ? folder : `${folder} (will be made)`;
  return [
    passed(`${here} can be written`),
    ...(await lookAtMode(standing, folder)),
    await lookAtRoom(standing, service, ground),
  ];
}

async function lookAtMode(standing: string, folder: string): Promise<Seen[]> {
  const { mode } = await stat(standing);
  const othersMayRead = (mode & constants.S_IROTH) !== 0;
  if (standing !== folder || !othersMayRead) return [];
  return [warned(`everybody on this machine may look into ${folder}`, `chmod 700 ${folder}`)];
}

async function lookAtRoom(standing: string, service: ServicePolicy, ground: CheckGround): Promise<Seen> {
  const disk = await statfs(standing);
  const freeBytes = disk.bavail * disk.bsize;
  const sizeBytes = await inProduction(service, ground, async (client) => {
    const { rows } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
    return Number(rows[0]?.size ?? 0);
  });
  const say = `${inGigabytes(freeBytes)} free for backups of a database of ${inGigabytes(sizeBytes)}`;
  if (freeBytes < sizeBytes)
    return failed(say, 'Not even one backup is sure to fit: make room or choose another disk.');
  if (freeBytes < roomForBackups * sizeBytes)
    return warned(say, 'A second backup may not fit: make room or choose another disk.');
  return passed(say);
}

function inGigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
