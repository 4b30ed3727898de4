import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openStore, type Store, type StoreAddress } from '../../../src/adapters/store/open-store.ts';
import { freshDatabase } from '../../support/cluster.ts';

export const homes = ['server', 'embedded'] as const;
export type HomeName = (typeof homes)[number];

/** Call in a `describe`: an empty place for a store, gone after its tests. */
export function freshAddress(home: HomeName): () => StoreAddress {
  if (home === 'server') {
    const database = freshDatabase();
    return () => ({ databaseUrl: database.url });
  }
  const folder = mkdtempSync(join(tmpdir(), 'recourse-store-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => ({ folder });
}

/** Call in a `describe`: an open store for all its tests. */
export function freshStore(home: HomeName, options: { readonly leaseMs?: number } = {}): () => Store {
  const address = freshAddress(home);
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openStore(address(), options);
  });
  afterAll(() => store?.close());
  return () => {
    if (store === undefined) throw new Error('the store is open from beforeAll on');
    return store;
  };
}
