import { migrationFields } from '../../blocks/forms/migration-form.ts';
import { drawAnswer } from '../../blocks/refusal.ts';
import { channel, say, strong } from '../../blocks/words/phrase.ts';
import type { ServiceName } from '../../src/domain/ids.ts';
import { ChecklistItem } from '../../src/domain/migration-record.ts';
import type { UseCases } from '../../src/services/use-cases.ts';
import { answerVerdict } from '../answer.ts';
import { meantService } from '../meant-service.ts';
import { filledUnless, formHandler, notOurs } from './form-handler.ts';
import { choicesIn, personIn, textIn } from './form-values.ts';

type Begin = Parameters<UseCases['beginMigration']>[1];

/** `/migration begin`, submitted. */
export const migrationForm = formHandler<Begin>({
  read(_desk, values, { service }) {
    const errors = service === undefined ? { [migrationFields.note]: notOurs } : {};
    return filledUnless(errors, () => {
      const standby = [migrationFields.standby, migrationFields.standbyToo].flatMap(
        (field) => personIn(values, field) ?? [],
      );
      const commit = textIn(values, migrationFields.commit);
      const note = textIn(values, migrationFields.note);
      return {
        service: service as ServiceName,
        standby: [...new Set(standby)],
        ticked: choicesIn(values, migrationFields.checklist).flatMap(
          (item) => ChecklistItem.safeParse(item).data ?? [],
        ),
        ...(commit === undefined ? {} : { commit }),
        ...(note === undefined ? {} : { note }),
      };
    });
  },

  async carryOut(desk, heard, given) {
    const verdict = await desk.useCases.beginMigration(heard.asking, given);
    const where = meantService(desk, given.service)?.channel;
    await answerVerdict(desk, heard, verdict, {
      written: given.note,
      granted: ({ number }) =>
        drawAnswer([
          say`${strong(`Migration ${number}:`)} the gate is being measured; follow it${where === undefined ? '' : say` in ${channel(where)}`}.`,
        ]),
    });
  },

  written: ({ note }) => note ?? '',
});

interface Reasoned {
  readonly action: 'accept' | 'call-off';
  readonly service: ServiceName;
  readonly number: number;
  readonly why: string;
}

/** The reason for accepting the loss, or for calling it off. */
export const migrationReasonForm = formHandler<Reasoned>({
  read(_desk, values, { service, migration, action }) {
    const why = textIn(values, migrationFields.why);
    const known = action === 'accept' || action === 'call-off';
    if (!known || service === undefined || migration === undefined)
      return { kind: 'mistakes', errors: { [migrationFields.why]: notOurs } };
    const errors = why === undefined ? { [migrationFields.why]: 'Please say why, in a few words.' } : {};
    return filledUnless(errors, () => ({ action, service, number: migration, why: why ?? '' }));
  },

  async carryOut(desk, heard, { action, ...given }) {
    const { useCases } = desk;
    const accepts = action === 'accept';
    const verdict = await (accepts ? useCases.acceptLoss : useCases.callOffMigration)(heard.asking, given);
    const done = accepts ? 'the loss is accepted, and the gate is open.' : 'it is called off.';
    await answerVerdict(desk, heard, verdict, {
      written: given.why,
      granted: ({ number }) => drawAnswer([say`${strong(`Migration ${number}:`)} ${done}`]),
    });
  },

  written: ({ why }) => why,
});
