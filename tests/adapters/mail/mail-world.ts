import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: Email;
}

/** A real mail server on loopback that keeps what it takes. `onData` may refuse, or cut the connection. */
export async function mailServer(
  options: SMTPServerOptions & { readonly afterMessage?: (server: { cut(): void }) => Error | undefined } = {},
): Promise<{ readonly port: number; readonly arrived: Arrived[]; cut(): void }> {
  const { afterMessage, ...wishes } = options;
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    ...wishes,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = await PostalMime.parse(Buffer.concat(chunks));
        const from = mailFrom === false ? '' : mailFrom.address;
        arrived.push({ from, to: rcptTo.map(({ address }) => address), mail });
        const refusal = afterMessage?.({ cut: () => closeAll(server) });
        done(refusal ?? null);
      });
    },
  });
  server.on('error', () => undefined); // a cut connection is what some of these tests are about
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, arrived, cut: () => closeAll(server) };
}

function closeAll({ connections }: SMTPServer): void {
  for (const each of connections) each.close();
}
