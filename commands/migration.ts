import { drawMigrationForm, drawMigrationReasonForm } from '../blocks/forms/migration-form.ts';
import { drawHelp } from '../blocks/help.ts';
import { drawLedgerDoctor } from '../blocks/ledger-doctor.ts';
import { drawMigration, drawNoMigration } from '../blocks/migration.ts';
import { drawAnswer, drawRefusal } from '../blocks/refusal.ts';
import { say, strong } from '../blocks/words/phrase.ts';
import { privately } from '../blocks/words/reader.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import { answerVerdict, whisper } from './answer.ts';
import { findOrNothing, metadataFor } from './begin-form.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { isRefusal, settleService } from './meant-service.ts';
import { openAndFill, openForm } from './show-form.ts';
import { takeWord, type Verb } from './verbs.ts';

type ForService = (desk: Desk, heard: Heard, service: ServicePolicy) => Promise<void>;

const verbs: Readonly<Record<string, ForService>> = {
  begin: beginMigrating,
  status: showStatus,
  done: finishMigrating,
  'call-off': callOff,
  doctor: consultDoctor,
};

/** `/migration begin|status|done|call-off|doctor`. */
export const migrationCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) {
    const known = word === '' || word === 'help';
    return whisper(desk, heard, known ? drawHelp('migration') : drawHelp('migration', word.slice(0, 60)));
  }
  const service = settleService(desk, heard, rest);
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
  await verb(desk, heard, service);
};

async function beginMigrating(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const metadata = metadataFor(heard, { service: service.name });
  const given = { id: 'migration-form', title: 'Begin a migration', metadata } as const;
  await openAndFill(desk, heard, { ...given, waitingFor: 'Looking for the commit …' }, async () => {
    const { commit } = await findOrNothing(desk, service.name);
    return { view: drawMigrationForm({ title: service.title, commit, metadata }) };
  });
}

async function showStatus(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const record = await desk.useCases.migration(service.name);
  if (record === null) return whisper(desk, heard, drawNoMigration(service.title, privately));
  // The buttons stand beneath the message in the channel, which is kept up to date.
  const facts = { record, title: service.title, mayAccept: false, progress: null };
  await whisper(desk, heard, drawMigration(facts, privately));
}

/** The deploy is through, by command or by button. */
export async function finishMigrating(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const verdict = await desk.useCases.finishMigration(heard.asking, { service: service.name });
  await answerVerdict(desk, heard, verdict, {
    granted: ({ number }) =>
      drawAnswer([say`${strong(`Migration ${number}:`)} production is compared with what the rehearsal predicted.`]),
  });
}

/** Reads folder and ledger, which may take a moment; only the person who asked hears of it. */
async function consultDoctor(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const findings = await desk.useCases.examineLedger(service.name);
  await whisper(desk, heard, drawLedgerDoctor(service, findings, privately));
}

async function callOff(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const record = await desk.useCases.migration(service.name);
  if (record === null) return whisper(desk, heard, drawNoMigration(service.title, privately));
  await askWhy(desk, heard, { action: 'call-off', service, number: record.number });
}

export async function askWhy(
  desk: Desk,
  heard: Heard,
  given: {
    readonly action: 'accept' | 'call-off';
    readonly service: Pick<ServicePolicy, 'name'>;
    readonly number: number;
  },
): Promise<void> {
  const { action, number, service } = given;
  const metadata = metadataFor(heard, { service: service.name, action, migration: number });
  await openForm(desk, heard, drawMigrationReasonForm({ action, number, metadata }));
}
