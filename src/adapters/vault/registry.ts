import type { StoragePolicy } from '../../domain/policy-file/backups.ts';
import type { Vault } from '../../ports/vault.ts';
import { openFolderVault } from './folder-vault.ts';
import type { VaultWishes } from './vault-wishes.ts';

type Kind = StoragePolicy['kind'];
type OpenVault<Storage> = (storage: Storage, wishes: VaultWishes) => Promise<Vault>;

/** Every storage there is. A new one is one folder and one line. */
const vaults: { readonly [Each in Kind]: OpenVault<StoragePolicy & { kind: Each }> } = {
  folder: ({ path }, wishes) => openFolderVault({ path, ...wishes }),
  // Loaded when it is wanted: the client takes a moment, and most installations keep a folder.
  s3: async (storage, wishes) => (await import('./s3/s3-vault.ts')).openS3Vault(storage, wishes),
};

/** Opens the storage that a service's policy chose by `storage.kind`. */
export function openVault(storage: StoragePolicy, wishes: VaultWishes): Promise<Vault> {
  return storage.kind === 's3' ? vaults.s3(storage, wishes) : vaults.folder(storage, wishes);
}
