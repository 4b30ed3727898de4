import { z } from 'zod';
import { drawMailForm, drawSendMailForm, mailFields } from '../blocks/forms/mail-form.ts';
import { drawAnswer, drawRefusal } from '../blocks/refusal.ts';
import { say, saying, strong } from '../blocks/words/phrase.ts';
import { Digest, IncidentId } from '../src/domain/ids.ts';
import type { Incident } from '../src/domain/incident.ts';
import { answerVerdict, whisper } from './answer.ts';
import { metadataFor, openForMeant } from './begin-form.ts';
import { parsedJson } from './claims.ts';
import type { Desk } from './desk.ts';
import { filledUnless, formHandler, notOurs } from './forms/form-handler.ts';
import { textIn } from './forms/form-values.ts';
import { type PressHandler, valueOfPress } from './presses/press-handler.ts';
import { openAndFill } from './show-form.ts';
import type { Verb } from './verbs.ts';
import { takeIncident } from './which-incident.ts';

/** `/incident mail [INC-7]`: words for the users (S10). */
export const mailVerb: Verb = async (desk, heard, rest) => {
  const { named } = takeIncident(rest);
  const given = { id: 'mail-form', title: 'Mail to the users', named, again: '/incident mail INC-7' } as const;
  await openForMeant(desk, heard, given, (incident) => ({
    view: drawMailForm(incident, titleOf(desk, incident), metadataFor(heard, { incident: incident.id })),
  }));
};

function titleOf(desk: Desk, { declaration }: Incident): string {
  return desk.useCases.services().find(({ name }) => name === declaration.service)?.title ?? declaration.service;
}

/** The words, submitted: they stand in the journal, and nothing has gone out. */
export const mailForm = formHandler<{ incident: IncidentId; subject: string; text: string }>({
  read(_desk, values, { incident }) {
    const [subject, text] = [textIn(values, mailFields.subject), textIn(values, mailFields.text)];
    const errors = {
      ...(subject === undefined ? { [mailFields.subject]: 'Please write a subject.' } : {}),
      ...(text === undefined ? { [mailFields.text]: 'Please write something.' } : {}),
      ...(incident === undefined ? { [mailFields.text]: notOurs } : {}),
    };
    return filledUnless(errors, () => ({ incident: incident as IncidentId, subject: subject ?? '', text: text ?? '' }));
  },
  carryOut: async (desk, heard, given) =>
    answerVerdict(desk, heard, await desk.useCases.draftMail(heard.asking, given), {
      written: given.text,
      granted: ({ id }) =>
        drawAnswer([
          say`The mail is written down. ${strong('It has not gone out:')} the thread of ${id} has a button for it.`,
        ]),
    }),
  written: ({ text }) => text,
});

const PressClaim = z.strictObject({ incident: IncidentId, mail: z.number().int().positive() });

/** "Look at mail 1 and send it": the preview, with its own confirmation. */
export const previewMailPress: PressHandler = async (desk, heard, press) => {
  const claim = PressClaim.safeParse(parsedJson(valueOfPress(press))).data;
  if (claim === undefined) return whisper(desk, heard, drawRefusal([forged]));
  const { incident, mail: number } = claim;
  const metadata = metadataFor(heard, { incident });
  const given = { id: 'send-mail-form', title: `Mail ${number} of ${incident}`, metadata } as const;
  await openAndFill(desk, heard, { ...given, waitingFor: 'Counting the recipients …' }, async () => {
    const verdict = await desk.useCases.previewMail({ incident, number });
    if (verdict.kind === 'refused')
      return { explain: verdict.reasons.flatMap((each) => [saying(each.say), saying(each.hint)]) };
    const { recipients, digest } = verdict.value;
    return {
      view: drawSendMailForm(verdict.value, metadataFor(heard, { incident, mail: number, recipients, digest })),
    };
  });
};

/** "Send it": to the very people who were counted. */
export const sendMailForm = formHandler<{ incident: IncidentId; number: number; recipients: number; digest: Digest }>({
  read(_desk, _values, { incident, mail, recipients, digest }) {
    const whole = Claim.safeParse({ incident, number: mail, recipients, digest });
    return whole.success
      ? { kind: 'filled', filled: whole.data }
      : { kind: 'mistakes', errors: { [mailFields.text]: notOurs } };
  },
  carryOut: async (desk, heard, given) =>
    answerVerdict(desk, heard, await desk.useCases.approveMail(heard.asking, given), {
      granted: ({ id }) =>
        drawAnswer([say`It goes out now. The thread of ${id} says when the mail server has taken it.`]),
    }),
  written: () => '',
});

const Claim = z.object({
  incident: IncidentId,
  number: z.number().int().positive(),
  recipients: z.number().int().nonnegative(),
  digest: Digest,
});

const forged = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/incident mail` writes another one.',
} as const;
