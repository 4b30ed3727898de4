import type { Digest, IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { recipientsDigest, type UserMail } from '../../domain/mail.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { type House, serviceOf } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { unknownIncident } from '../voting/act-on.ts';

type MailHouse = Pick<House, 'journal' | 'services' | 'mailListOf'>;

/** What somebody is asked to confirm before a mail goes out. */
export interface MailPreview {
  readonly incident: IncidentId;
  readonly mail: UserMail;
  readonly from: string;
  readonly recipients: number;
  readonly digest: Digest;
}

/** Writes a mail down; nothing goes out before somebody confirms it (S10). */
export async function draftMail(
  house: MailHouse,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly subject: string; readonly text: string },
): Promise<Verdict<Incident>> {
  const known = await house.journal.incident(given.incident);
  if (known === null) return refused(unknownIncident(given.incident));
  if (serviceOf(house, known).mail === undefined) return refused(noMail(known));
  const [subject, text] = [given.subject.trim().replaceAll(/\s+/g, ' '), given.text.trim()];
  if (subject === '' || text === '') return refused(emptyMail);
  return house.journal.append(
    given.incident,
    ({ mails }) => {
      const body = { kind: 'mail-drafted' as const, number: mails.length + 1, subject, text };
      return granted({ drafts: [{ by: { kind: 'person', id: asking.person }, body }] });
    },
    { once: asking.once },
  );
}

/** The mail as it would go out now, and to how many. */
export async function previewMail(
  house: MailHouse,
  given: { readonly incident: IncidentId; readonly number: number },
): Promise<Verdict<MailPreview>> {
  const incident = await house.journal.incident(given.incident);
  if (incident === null) return refused(unknownIncident(given.incident));
  const { mail: policy } = serviceOf(house, incident);
  const mail = incident.mails.find(({ number }) => number === given.number);
  if (policy === undefined || mail === undefined) return refused(noMail(incident));
  if (mail.approved !== null) return refused(alreadyApproved(mail));
  const addresses = (await house.mailListOf?.(incident.declaration.service)()) ?? [];
  const { id } = incident;
  return granted({
    incident: id,
    mail,
    from: policy.from,
    recipients: new Set(addresses).size,
    digest: recipientsDigest(addresses),
  });
}

/** Confirms one mail to the very people whose number was shown; the first confirmation wins, and it goes out once. */
export async function approveMail(
  house: MailHouse,
  asking: Asking,
  given: {
    readonly incident: IncidentId;
    readonly number: number;
    readonly recipients: number;
    readonly digest: Digest;
  },
): Promise<Verdict<Incident>> {
  const { number, recipients, digest } = given;
  if ((await house.journal.incident(given.incident)) === null) return refused(unknownIncident(given.incident));
  return house.journal.append(
    given.incident,
    (incident) => {
      const mail = incident.mails.find((each) => each.number === number);
      if (mail === undefined) return refused(noMail(incident));
      if (mail.approved !== null) return refused(alreadyApproved(mail));
      if (recipients === 0) return refused(nobody);
      const body = { kind: 'mail-approved' as const, number, recipients, digest };
      return granted({ drafts: [{ by: { kind: 'person', id: asking.person }, body }] });
    },
    { once: asking.once },
  );
}

function noMail({ declaration }: Incident): Refusal {
  return {
    code: 'wrong-phase',
    say: `There is no such mail, or ${declaration.service} has no \`mail:\` in recourse.yaml.`,
    hint: '`recourse.example.yaml` shows what it needs; until then tell the users in another way, and note it.',
  };
}

function alreadyApproved({ approved }: UserMail): Refusal {
  return {
    code: 'already-decided',
    say: `This mail was confirmed already, by <@${approved?.by}>. It goes out once.`,
    hint: 'The thread says whether it arrived. For another one: `/incident mail`.',
  };
}

const emptyMail: Refusal = { code: 'bad-input', say: 'Subject or text is empty.', hint: 'Both are needed.' };
const nobody: Refusal = {
  code: 'bad-input',
  say: 'The list of recipients is empty.',
  hint: 'Look at `mail.to` or `mail.to_command` in recourse.yaml.',
};
