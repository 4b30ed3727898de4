import { recipientParts, recipientsDigest } from '../../domain/mail.ts';
import type { MailList, MailServer } from '../../ports/mail-server.ts';
import type { Parcel, Road, Sent } from '../../ports/roads.ts';

/** Sends `mail/2/1`: the first part of the second mail. What was cut off in the middle cannot be looked for (S10). */
export function mailRoad(given: { readonly server: MailServer; readonly list: MailList; readonly from: string }): Road {
  return {
    mayBeFound: false,
    find: async () => ({ kind: 'cannot-tell', why: 'A mail server cannot be asked what it has.' }),
    send: (parcel) => sendPart(given, parcel),
  };
}

async function sendPart(
  { server, list, from }: Parameters<typeof mailRoad>[0],
  { name, incident, signal }: Parcel,
): Promise<Sent> {
  const [, number, part] = name.split('/').map(Number);
  const mail = incident.mails.find((each) => each.number === number);
  if (mail?.approved === undefined || mail.approved === null) return never('it was not confirmed');
  const addresses = await list().catch((error: unknown) => error);
  if (!Array.isArray(addresses))
    return { kind: 'failed', why: `the list of recipients: ${String(addresses)}`, again: true };
  if (recipientsDigest(addresses) !== mail.approved.digest) {
    return never(`the list was confirmed with ${mail.approved.recipients} recipients and has changed since`);
  }
  const to = recipientParts(addresses)[(part ?? 1) - 1] ?? [];
  // For ever the same, so that a server that has it already can tell.
  const messageId = `<${incident.id.toLowerCase()}.${number}.${part}.${mail.approved.digest.slice(0, 16)}@${from.split('@')[1]}>`;
  return server.send({ from, to, subject: mail.subject, text: mail.text, messageId }, signal);
}

function never(why: string): Sent {
  return { kind: 'failed', why, again: false };
}
