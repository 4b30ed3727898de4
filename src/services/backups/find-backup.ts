import type { BackupId, ServiceName } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { type House, serviceNamed } from '../house.ts';

export interface WantedBackup {
  readonly service: ServiceName;
  /** Null means the newest one. */
  readonly id: BackupId | null;
}

/** The backup that is meant, with the policy of its service; a refusal where there is none. */
export async function findBackup(
  house: Pick<House, 'services' | 'portsOf'>,
  wanted: WantedBackup,
): Promise<Verdict<{ readonly service: ServicePolicy; readonly backup: StoredBackup }>> {
  const service = serviceNamed(house, wanted.service);
  if (service === null) return refused(unknownService(house, wanted.service));
  const { backups } = house.portsOf(service.name);
  const backup = wanted.id === null ? ((await backups.list())[0] ?? null) : await backups.read(wanted.id);
  return backup === null ? refused(noBackup(service, wanted.id)) : granted({ service, backup });
}

export function unknownService({ services }: Pick<House, 'services'>, name: string): Refusal {
  return {
    code: 'unknown-service',
    say: `There is no service "${name}".`,
    hint: `Recourse looks after: ${services.map((each) => each.name).join(', ')}.`,
  };
}

function noBackup({ title }: ServicePolicy, id: BackupId | null): Refusal {
  return {
    code: 'bad-input',
    say: id === null ? `There is no backup of ${title} yet.` : `${title} has no backup ${id}.`,
    hint: id === null ? '`/backup take` takes one.' : '`/backup list` shows those there are.',
  };
}
