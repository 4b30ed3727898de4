import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The third party that answers prompts: a server of this process, which can be made to fail. */
export interface ModelProvider {
  readonly url: string;
  setWell(well: boolean): void;
  stop(): Promise<void>;
}

/** Answers `GET /healthz` and `POST /v1/answers`: at once while it is well, with 503 while it is not. */
export async function startModelProvider(): Promise<ModelProvider> {
  let well = true;
  const server = createServer((request, response) => {
    request.resume();
    const value = well ? { text: 'Done.' } : { error: 'the model is overloaded' };
    response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setWell: (wanted) => {
      well = wanted;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
