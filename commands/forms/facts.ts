import { chooseBackupFields } from '../../blocks/forms/choose-backup-form.ts';
import { choosePathFields, guardField } from '../../blocks/forms/choose-path-form.ts';
import { closeFields } from '../../blocks/forms/close-form.ts';
import { identificationFields } from '../../blocks/forms/identification-form.ts';
import { noteFields } from '../../blocks/forms/note-form.ts';
import { drawAnswer } from '../../blocks/refusal.ts';
import { type Phrase, say, strong } from '../../blocks/words/phrase.ts';
import { AutoDeployWish } from '../../src/domain/auto-deploy.ts';
import { BackupId, type IncidentId, type Instant } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type OpenPath, pathWords } from '../../src/domain/path-choice.ts';
import { SwitchWish } from '../../src/domain/switches.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { answerVerdict } from '../answer.ts';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';
import { type FieldErrors, filledUnless, formHandler, notOurs } from './form-handler.ts';
import { choiceIn, choicesUnder, instantIn, textIn } from './form-values.ts';

/** A note, submitted. */
export const noteForm = formHandler<{ incident: IncidentId; text: string; occurredAt?: Instant }>({
  read(desk, values, { incident, openedAt }) {
    const text = textIn(values, noteFields.text);
    const occurredAt = instantIn(values, noteFields.occurredAt);
    const errors = {
      ...(incident === undefined
        ? { [noteFields.text]: notOurs }
        : missing(noteFields.text, text, 'Please write something.')),
      ...inFuture(noteFields.occurredAt, occurredAt, desk.now()),
    };
    const earlier = occurredAt !== undefined && !sameMinute(occurredAt, openedAt);
    return filledUnless(errors, () => ({
      incident: incident as IncidentId,
      text: text ?? '',
      ...(earlier ? { occurredAt } : {}),
    }));
  },
  carryOut: async (desk, heard, given) =>
    tell(
      desk,
      heard,
      await desk.useCases.addNote(heard.asking, given),
      given.text,
      (id) => say`Your note is in the timeline of ${id}.`,
    ),
  written: ({ text }) => text,
});

/** The end of an incident, submitted. */
export const closeForm = formHandler<{
  incident: IncidentId;
  rootCause: string;
  pathUsed: string;
  wentWell: string | undefined;
  wentBadly: string | undefined;
  autoDeploys: AutoDeployWish | undefined;
  switches: SwitchWish | undefined;
}>({
  read(_desk, values, { incident }) {
    const rootCause = textIn(values, closeFields.rootCause);
    const pathUsed = textIn(values, closeFields.pathUsed);
    const errors = {
      ...(incident === undefined
        ? { [closeFields.rootCause]: notOurs }
        : missing(closeFields.rootCause, rootCause, 'Please say what is known; “not known yet” is an answer too.')),
      ...missing(closeFields.pathUsed, pathUsed, 'Please say how it was recovered; “none” is an answer too.'),
    };
    return filledUnless(errors, () => ({
      incident: incident as IncidentId,
      rootCause: rootCause ?? '',
      pathUsed: pathUsed ?? '',
      wentWell: textIn(values, closeFields.wentWell),
      wentBadly: textIn(values, closeFields.wentBadly),
      autoDeploys: AutoDeployWish.safeParse(choiceIn(values, closeFields.autoDeploys)).data,
      switches: SwitchWish.safeParse(choiceIn(values, closeFields.switches)).data,
    }));
  },
  carryOut: async (desk, heard, given) =>
    tell(
      desk,
      heard,
      await desk.useCases.close(heard.asking, given),
      given.rootCause,
      (id) => say`${strong(`${id} is closed.`)} Thank you. Get some sleep.`,
    ),
  written: ({ rootCause, wentWell, wentBadly }) =>
    [rootCause, wentWell, wentBadly].filter((text) => text !== undefined).join(' · '),
});

/** When it was identified, corrected. */
export const identificationForm = formHandler<{ incident: IncidentId; identifiedAt: Instant; why: string }>({
  read(desk, values, { incident }) {
    const identifiedAt = instantIn(values, identificationFields.identifiedAt);
    const why = textIn(values, identificationFields.why);
    const errors = {
      ...missing(identificationFields.identifiedAt, identifiedAt, 'Please choose a time.'),
      ...inFuture(identificationFields.identifiedAt, identifiedAt, desk.now()),
      ...(incident === undefined
        ? { [identificationFields.why]: notOurs }
        : missing(identificationFields.why, why, 'Please say how you know.')),
    };
    return filledUnless(errors, () => ({
      incident: incident as IncidentId,
      identifiedAt: identifiedAt as Instant,
      why: why ?? '',
    }));
  },
  carryOut: async (desk, heard, given) =>
    tell(
      desk,
      heard,
      await desk.useCases.correctIdentification(heard.asking, given),
      given.why,
      (id) => say`The time of ${id} is corrected; the decision window moved with it.`,
    ),
  written: ({ why }) => why,
});

/** Another backup, chosen. */
export const chooseBackupForm = formHandler<{ incident: IncidentId; backup: BackupId; why: string }>({
  read(_desk, values, { incident }) {
    const backup = BackupId.safeParse(choiceIn(values, chooseBackupFields.backup)).data;
    const why = textIn(values, chooseBackupFields.why);
    const errors = {
      ...missing(chooseBackupFields.backup, backup, 'Please choose a backup.'),
      ...(incident === undefined
        ? { [chooseBackupFields.why]: notOurs }
        : missing(chooseBackupFields.why, why, 'Please say why this one.')),
    };
    return filledUnless(errors, () => ({
      incident: incident as IncidentId,
      backup: backup as BackupId,
      why: why ?? '',
    }));
  },
  carryOut: async (desk, heard, given) =>
    tell(
      desk,
      heard,
      await desk.useCases.chooseBackup(heard.asking, given),
      given.why,
      (id) =>
        say`Recourse prepares a new plan for ${id} with this backup. Earlier votes and objections no longer count.`,
    ),
  written: ({ why }) => why,
});

/** Another way back, chosen. */
export const choosePathForm = formHandler<{
  incident: IncidentId;
  path: OpenPath;
  why: string;
  rows?: string;
  commit: string;
  from: string;
  switch: string;
  options: Readonly<Record<string, string>>;
}>({
  read(_desk, values, { incident }) {
    const path = choiceIn(values, choosePathFields.path);
    const known = path !== undefined && Object.hasOwn(pathWords, path);
    const why = textIn(values, choosePathFields.why);
    const rows = textIn(values, choosePathFields.rows);
    const errors = {
      ...(path === 'copy-back' ? missing(choosePathFields.rows, rows, 'Please say which rows, as below.') : {}),
      ...missing(choosePathFields.path, known ? path : undefined, 'Please choose a way back.'),
      ...(incident === undefined
        ? { [choosePathFields.why]: notOurs }
        : missing(choosePathFields.why, why, 'Please say why this one.')),
    };
    return filledUnless(errors, () => ({
      incident: incident as IncidentId,
      path: path as OpenPath,
      commit: textIn(values, choosePathFields.commit) ?? '',
      from: textIn(values, choosePathFields.from) ?? '',
      switch: choiceIn(values, choosePathFields.switch) ?? '',
      options: choicesUnder(values, guardField('')),
      why: why ?? '',
      ...(rows === undefined ? {} : { rows }),
    }));
  },
  carryOut: async (desk, heard, given) =>
    tell(
      desk,
      heard,
      await desk.useCases.choosePath(heard.asking, given),
      [given.rows, given.why].filter((text) => text !== undefined).join(' · '),
      (id) =>
        say`Recourse prepares ${id} anew: ${pathWords[given.path].title}. Earlier votes and objections no longer count.`,
    ),
  written: ({ why, rows }) => [rows, why].filter((text) => text !== undefined).join(' · '),
});

async function tell(
  desk: Desk,
  heard: Heard,
  verdict: Verdict<Incident>,
  written: string,
  done: (id: IncidentId) => Phrase,
): Promise<void> {
  await answerVerdict(desk, heard, verdict, { written, granted: ({ id }) => drawAnswer([done(id)]) });
}

function missing(field: string, value: unknown, mistake: string): FieldErrors {
  return value === undefined ? { [field]: mistake } : {};
}

function inFuture(field: string, at: Instant | undefined, now: Date): FieldErrors {
  return at !== undefined && Date.parse(at) > now.getTime() + 60_000 ? { [field]: 'This lies in the future.' } : {};
}

function sameMinute(one: Instant, other: Instant | undefined): boolean {
  return other !== undefined && Math.floor(Date.parse(one) / 60_000) === Math.floor(Date.parse(other) / 60_000);
}
