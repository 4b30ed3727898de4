import { once } from 'node:events';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { findFreePort } from '../cluster/free-port.ts';

export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** A real mail server on loopback that keeps what it is given. */
export interface LocalMailServer {
  readonly port: number;
  readonly arrived: readonly ArrivedMail[];
  /** Nobody listens any more: an outage. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<LocalMailServer> {
  const arrived: ArrivedMail[] = [];
  const port = await findFreePort();
  let server = await listen(port, arrived);
  const down = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    port,
    arrived,
    down,
    async up() {
      server = await listen(port, arrived);
    },
    close: down,
  };
}

async function listen(port: number, arrived: ArrivedMail[]): Promise<SMTPServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, { envelope }, done) {
      readMail(stream, envelope).then(
        (mail) => {
          arrived.push(mail);
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  server.on('error', () => undefined); // a client that hangs up is no trouble of the server
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return server;
}

interface Envelope {
  readonly mailFrom: false | { readonly address: string };
  readonly rcptTo: readonly { readonly address: string }[];
}

async function readMail(stream: AsyncIterable<unknown>, { mailFrom, rcptTo }: Envelope): Promise<ArrivedMail> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { subject = '', text = '' } = await PostalMime.parse(Buffer.concat(chunks));
  const from = mailFrom === false ? '' : mailFrom.address;
  return { from, to: rcptTo.map(({ address }) => address), subject, text: text.trim() };
}
