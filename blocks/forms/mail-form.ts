import type { ModalView } from '@slack/types';
import type { Incident } from '../../src/domain/incident.ts';
import type { UserMail } from '../../src/domain/mail.ts';
import { wholeStoryOf } from '../cut.ts';
import { form, textInput } from '../kit/inputs.ts';
import { divider, lines, type Page, section } from '../kit/texts.ts';
import { counted } from '../words/numbers.ts';
import { code, say, strong } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';
import { utc } from '../words/times.ts';

export const mailFields = { subject: 'subject', text: 'text' } as const;

/** Words for the users (S10). Written down first; it goes out only once somebody has looked at it and confirmed it. */
export function drawMailForm(incident: Incident, title: string, metadata: string): ModalView {
  return form({
    id: 'mail-form',
    title: `Mail for ${incident.id}`,
    submit: 'Write it down',
    metadata,
    blocks: [
      textInput({ blockId: mailFields.subject, label: 'Subject', most: 200, initial: `${title}: what happened` }),
      textInput({
        blockId: mailFields.text,
        label: 'Text',
        hint: 'Plain text. Nothing goes out yet: next comes a preview with the number of recipients.',
        multiline: true,
        focus: true,
        initial: proposal(incident, title),
      }),
    ],
  });
}

/** What the journal knows; the rest is for the person to say. */
function proposal({ identifiedAt, recoveredAt }: Incident, title: string): string {
  const since = utc(identifiedAt, 'day-and-time');
  const end =
    recoveredAt === null ? 'We are working on it.' : `It has worked again since ${utc(recoveredAt, 'day-and-time')}.`;
  return `On ${since}, ${title} stopped working as it should. ${end}\n\nWhat this means for you:\n\nWe are sorry.`;
}

/** The mail as it goes out, to how many, from whom: its own confirmation (S10). */
export function drawSendMailForm(
  given: {
    readonly incident: Incident['id'];
    readonly mail: UserMail;
    readonly from: string;
    readonly recipients: number;
  },
  metadata: string,
): ModalView {
  const { incident, mail, from, recipients } = given;
  const page: Page = { reader: privately, where: wholeStoryOf(incident) };
  return form({
    id: 'send-mail-form',
    title: `Mail ${mail.number} of ${incident}`,
    submit: 'Send it',
    metadata,
    blocks: [
      section(say`This goes to ${strong(counted(recipients, 'recipient'))}, once. It cannot be taken back.`, page),
      lines([say`From: ${code(from)}`, say`Subject: ${strong(mail.subject)}`], page),
      divider,
      section(say`${mail.text}`, page),
    ],
  });
}
