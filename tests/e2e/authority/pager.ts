import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A pager's webhook: remembers what it was sent. */
export interface Pager {
  readonly url: string;
  /** In the order in which they came. */
  dedupKeys(): readonly string[];
  /** Calls back when the first page arrives, before it is answered: nobody can have heard that it was delivered. */
  onFirst(does: () => void): void;
  close(): Promise<void>;
}

export async function startPager(): Promise<Pager> {
  const keys: string[] = [];
  let first: (() => void) | null = null;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    keys.push((JSON.parse(text) as { dedup_key: string }).dedup_key);
    const does = first;
    first = null;
    if (does === null) {
      response.end('{}');
      return;
    }
    does();
    response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`,
    dedupKeys: () => keys,
    onFirst: (does) => {
      first = does;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
