import { drawBackupList } from '../blocks/backup-list.ts';
import { drawBackupTaken, drawBackupUnderWay } from '../blocks/backup-progress.ts';
import { drawHelp } from '../blocks/help.ts';
import type { Drawn } from '../blocks/kit/drawn.ts';
import { drawRefusal } from '../blocks/refusal.ts';
import { drawReplacedList } from '../blocks/replaced.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import { answerVerdict, whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { isRefusal, settleService } from './meant-service.ts';
import { takeWord, type Verb } from './verbs.ts';

type ForService = (desk: Desk, heard: Heard, service: ServicePolicy) => Promise<void>;

const verbs: Readonly<Record<string, ForService>> = { take: takeBackup, list: listBackups, replaced: listReplaced };

/** `/backup take|list|replaced`. */
export const backupCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) {
    const known = word === '' || word === 'help';
    return whisper(desk, heard, known ? drawHelp('backup') : drawHelp('backup', word.slice(0, 60)));
  }
  const service = settleService(desk, heard, rest);
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
  await verb(desk, heard, service);
};

async function listBackups(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const [backups, ready] = await Promise.all([
    desk.useCases.listBackups(service.name),
    desk.useCases.readyBackups(service.name),
  ]);
  await whisper(desk, heard, drawBackupList(service.title, backups, ready));
}

async function listReplaced(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  await whisper(desk, heard, drawReplacedList(service, await desk.useCases.listReplaced(service)));
}

async function takeBackup(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  await whisper(desk, heard, drawBackupUnderWay(service.title, null));
  const verdict = await desk.useCases.takeBackup(heard.asking, {
    service: service.name,
    progress: nowAndThen(desk, heard, (progress) => drawBackupUnderWay(service.title, progress)),
  });
  await answerVerdict(desk, heard, verdict, { granted: (backup) => drawBackupTaken(service.title, backup) });
}

/** A long backup says how far it is, twice: people want to know that it lives, not to be buried in messages. */
const PROGRESS_AFTER_MS = [20_000, 120_000];

function nowAndThen(desk: Desk, heard: Heard, drawn: (progress: string) => Drawn): (progress: string) => void {
  const beganAt = desk.now().getTime();
  let told = 0;
  return (progress) => {
    const due = PROGRESS_AFTER_MS[told];
    if (due === undefined || desk.now().getTime() - beganAt < due) return;
    told += 1;
    void whisper(desk, heard, drawn(progress));
  };
}
