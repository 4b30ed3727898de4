import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer, OutgoingMail } from '../../ports/mail-server.ts';
import type { Sent } from '../../ports/roads.ts';

const CONNECT_MS = 10_000;
const usualPort: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface SmtpWishes {
  /** `smtps://user:password@host:465` or `smtp://…`; never shown. */
  readonly url: string;
  /** PEM file of an authority that the system does not know. */
  readonly caFile?: string | undefined;
}

/**
 * A mail server by SMTP. One connection per message. Once the server has asked for the message, a cut leaves it open whether
 * it took it, and that is said; before that nothing has happened.
 */
export function smtpServer(wishes: SmtpWishes): MailServer {
  return {
    async send(mail, signal) {
      let handedOver = false;
      let connection: SMTPConnection | null = null;
      const abort = () => connection?.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        connection = new SMTPConnection(optionsOf(wishes));
        const broken = brokenOff(connection);
        const bytes = await compose(mail);
        await Promise.race([open(connection, wishes), broken]);
        // Read only after the server's 354: from then on it may have the message.
        const message = new Readable({
          read() {
            handedOver = true;
            this.push(bytes);
            this.push(null);
          },
        });
        const { rejected } = await Promise.race([give(connection, mail, message), broken]);
        return { kind: 'arrived', where: whereOf(mail, rejected) };
      } catch (error) {
        return troubleOf(error, handedOver);
      } finally {
        signal.removeEventListener('abort', abort);
        connection?.close();
      }
    },
  };
}

/** Rejects once the connection is gone: the library then calls back nobody but a pending message. */
function brokenOff(connection: SMTPConnection): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('the connection was cut')));
  });
  broken.catch(() => undefined); // the end of a connection that has done its work is no trouble
  return broken;
}

function optionsOf({ url, caFile }: SmtpWishes): ConstructorParameters<typeof SMTPConnection>[0] {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? usualPort[protocol] : port),
    secure,
    // What is not encrypted never leaves this machine.
    requireTLS: !secure && !loopback.has(hostname),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: CONNECT_MS,
    ...(caFile === undefined ? {} : { tls: { ca: readFileSync(caFile, 'utf8') } }),
  };
}

/** Recipients stand in the envelope alone. */
async function compose({ from, subject, text, messageId }: OutgoingMail): Promise<Buffer> {
  const headers = { 'auto-submitted': 'auto-generated' };
  return new MailComposer({ from, to: from, subject, text, messageId, headers }).compile().build();
}

async function open(connection: SMTPConnection, { url }: SmtpWishes): Promise<void> {
  const { username, password } = new URL(url);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error == null ? resolve() : reject(error)));
  });
  if (username === '') return;
  const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  await new Promise<void>((resolve, reject) => {
    connection.login({ credentials }, (error) => (error == null ? resolve() : reject(error)));
  });
}

function give(
  connection: SMTPConnection,
  { from, to }: OutgoingMail,
  message: Readable,
): Promise<{ readonly rejected: readonly unknown[] }> {
  return new Promise((resolve, reject) => {
    connection.send({ from, to: [...to] }, message, (error, reply) => {
      if (error == null) resolve({ rejected: reply?.rejected ?? [] });
      else reject(error);
    });
  });
}

function whereOf({ messageId, to }: OutgoingMail, rejected: readonly unknown[]): string {
  const taken = to.length - rejected.length;
  const refused = rejected.length === 0 ? '' : `; the server refused ${rejected.length} of ${to.length} addresses`;
  return `${taken} of ${to.length} recipients, ${messageId}${refused}`;
}

/** The server's own number decides where there is one; else only whether it could have the message. */
function troubleOf(error: unknown, handedOver: boolean): Sent {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : Number.NaN;
  if (code >= 400) return { kind: 'failed', why: `the mail server answered ${code}`, again: code < 500 };
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  if (handedOver)
    return { kind: 'unknown', why: `The connection was lost while the server had the message (${reason}).` };
  return { kind: 'failed', why: `the mail server could not be reached (${reason})`, again: true };
}
