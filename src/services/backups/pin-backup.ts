import { toInstant } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import { findBackup, type WantedBackup } from './find-backup.ts';

type Needs = Pick<House, 'services' | 'portsOf' | 'strikeSecrets'>;

/** A reason is a sentence that the next person understands, not a novel. */
const reasonMax = 500;

/** Keeps a backup whatever its age, with who wants it and why. Anybody may: it takes nothing away from anybody. */
export async function pinBackup(
  house: Needs,
  asking: { readonly person: string },
  given: WantedBackup & { readonly reason: string; readonly at: Date },
): Promise<Verdict<StoredBackup>> {
  const written = given.reason.trim();
  const reason = (house.strikeSecrets?.(written) ?? written).slice(0, reasonMax);
  if (reason === '') return refused(reasonMissing);
  const found = await findBackup(house, given);
  if (found.kind === 'refused') return found;
  const { service, backup } = found.value;
  const pin = { by: asking.person, reason, at: toInstant(given.at) };
  await house.portsOf(service.name).backups.recordPin(backup.manifest.id, pin);
  return granted({ ...backup, pin });
}

/** Gives a backup back to retention; its age decides again, from the next prune on. */
export async function unpinBackup(house: Needs, given: WantedBackup): Promise<Verdict<StoredBackup>> {
  const found = await findBackup(house, given);
  if (found.kind === 'refused') return found;
  const { service, backup } = found.value;
  const { pin, ...unpinned } = backup;
  if (pin === undefined) return refused(notPinned(backup));
  await house.portsOf(service.name).backups.recordPin(backup.manifest.id, null);
  return granted(unpinned);
}

const reasonMissing = {
  code: 'reason-missing',
  say: 'A pin needs a reason: whoever makes room one day has to know why this backup stays.',
  hint: 'Write it behind the backup: `/backup pin 20261121T113400Z-manual-4f1c9a02 before the audit`.',
} as const;

function notPinned({ manifest }: StoredBackup) {
  return {
    code: 'bad-input' as const,
    say: `${manifest.id} is not pinned.`,
    hint: '`/backup list` shows which backups are.',
  };
}
