import { isReadable } from '../calendar/occasions.ts';
import type { FieldPath, Mistake } from './mistake.ts';
import type { ServicePolicy } from './service.ts';
import type { Surroundings } from './surroundings.ts';

export function findBadSchedules(service: ServicePolicy, path: FieldPath, { isCron }: Surroundings): Mistake[] {
  const written = [
    { at: ['backups', 'nightly'], schedule: service.backups.nightly },
    { at: ['backups', 'weekly'], schedule: service.backups.weekly },
    { at: ['drill', 'schedule'], schedule: service.drill.schedule },
    { at: ['drill', 'authority_schedule'], schedule: service.drill.authority_schedule },
    ...(service.digest === 'off' ? [] : [{ at: ['digest', 'schedule'], schedule: service.digest.schedule }]),
  ];
  // What was due while we were away is told by another reader than the one that wakes us.
  const canRead = (schedule: string) => isCron(schedule) && isReadable(schedule);
  return written
    .filter(({ schedule }) => !canRead(schedule))
    .map(({ at, schedule }) => ({
      path: [...path, ...at],
      found: JSON.stringify(schedule),
      expected: 'a five-field cron expression such as "15 2 * * *" (minute hour day month weekday)',
    }));
}

/** What deletes or breaks the project must not reach its backups (B4). */
export function findBackupsInProject(service: ServicePolicy, path: FieldPath, around: Surroundings): Mistake[] {
  const { storage } = service.backups;
  if (!around.isInProject(storage.path, service.repository?.path)) return [];
  const project = service.repository === undefined ? 'the folder of recourse.yaml' : 'the repository';
  return [
    {
      path: [...path, 'backups', 'storage', 'path'],
      found: `a folder inside ${project}`,
      expected: 'a folder outside the project, best on another disk',
    },
  ];
}

/** A signature that nobody checks protects nothing, and looks as if it did. */
export function findUncheckedSignatures(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { signing_key_env: signing, trusted_keys: trusted } = service.backups;
  if (signing === undefined || trusted.length > 0) return [];
  return [
    {
      path: [...path, 'backups', 'signing_key_env'],
      found: 'a signing key without trusted_keys',
      expected: 'trusted_keys with its public half, so that signatures are checked',
    },
  ];
}

/** Over plain HTTP anybody on the way reads the key's requests and the dump. A server on this machine has no way to it. */
export function findOpenStorage(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { storage } = service.backups;
  const endpoint = storage.kind === 's3' && storage.endpoint !== undefined ? URL.parse(storage.endpoint) : null;
  if (endpoint?.protocol !== 'http:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(endpoint.hostname)) return [];
  return [
    {
      path: [...path, 'backups', 'storage', 'endpoint'],
      found: 'an address without TLS',
      expected: 'https://, with ca_file where the server has a certificate of its own',
    },
  ];
}
