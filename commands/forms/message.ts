import { messageFields } from '../../blocks/forms/message-form.ts';
import { digestOfText } from '../../src/domain/canonical.ts';
import { IncidentId } from '../../src/domain/ids.ts';
import type { CopiedMessage } from '../../src/services/incidents/add-message.ts';
import { addAndAnswer } from '../messages/add-by-shortcut.ts';
import { type FieldErrors, filledUnless, formHandler, notOurs } from './form-handler.ts';
import { choiceIn, textIn } from './form-values.ts';

/** A message that goes into a timeline, confirmed by whoever adds it. */
export const messageForm = formHandler<CopiedMessage>({
  read(_desk, values, { message, digest }) {
    const incident = IncidentId.safeParse(choiceIn(values, messageFields.incident)).data;
    const text = textIn(values, messageFields.text);
    const errors: FieldErrors = {
      ...(incident === undefined ? { [messageFields.incident]: 'Please choose an incident.' } : {}),
      ...(text === undefined ? { [messageFields.text]: 'Nothing is left to copy.' } : {}),
      ...(message === undefined ? { [messageFields.text]: notOurs } : {}),
    };
    return filledUnless(errors, () => {
      if (incident === undefined || message === undefined) throw new TypeError('no mistakes, so both are there');
      const adapted = digestOfText(text ?? '') !== digest;
      return { incident, text: text ?? '', from: { ...message, ...(adapted ? { adapted } : {}) } };
    });
  },
  carryOut: (desk, heard, given) => addAndAnswer(desk, heard, given),
  written: ({ text }) => text,
});
