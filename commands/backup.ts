import { drawBackup } from '../blocks/backup-details.ts';
import { drawBackupList } from '../blocks/backup-list.ts';
import { drawPinned, drawUnpinned } from '../blocks/backup-pin.ts';
import { drawBackupProved, drawBackupTaken, drawBackupUnderWay, drawProofUnderWay } from '../blocks/backup-progress.ts';
import { drawRetention } from '../blocks/backup-retention.ts';
import { drawHelp } from '../blocks/help.ts';
import type { Drawn } from '../blocks/kit/drawn.ts';
import { drawRefusal } from '../blocks/refusal.ts';
import { drawReplacedList } from '../blocks/replaced.ts';
import type { StoredBackup } from '../src/domain/manifest.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import type { Verdict } from '../src/domain/verdict.ts';
import { answerVerdict, explainError, whisper } from './answer.ts';
import { type BackupWords, readBackupWords } from './backup-words.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { isRefusal, settleService } from './meant-service.ts';
import { openProgress } from './progress-message.ts';
import { takeWord, type Verb } from './verbs.ts';

type ForService = (desk: Desk, heard: Heard, service: ServicePolicy, words: BackupWords) => Promise<void>;

const verbs: Readonly<Record<string, ForService>> = {
  take: takeBackup,
  list: listBackups,
  show: showBackup,
  verify: verifyBackup,
  pin: pinBackup,
  unpin: unpinBackup,
  prune: pruneBackups,
  replaced: listReplaced,
};

/** `/backup take|list|show|verify|pin|unpin|prune|replaced`. */
export const backupCommand: Verb = async (desk, heard, text) => {
  const { word, rest } = takeWord(text);
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) {
    const known = word === '' || word === 'help';
    return whisper(desk, heard, known ? drawHelp('backup') : drawHelp('backup', word.slice(0, 60)));
  }
  const words = readBackupWords(rest);
  const service = settleService(desk, heard, words.service);
  if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service], words.rest));
  await verb(desk, heard, service, words);
};

async function listBackups(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  const [backups, ready] = await Promise.all([
    desk.useCases.listBackups(service.name),
    desk.useCases.readyBackups(service.name),
  ]);
  await whisper(desk, heard, drawBackupList(service.title, backups, ready));
}

async function showBackup(...[desk, heard, { name, title }, { id }]: Parameters<ForService>): Promise<void> {
  const verdict = await desk.useCases.findBackup({ service: name, id });
  const ready = await desk.useCases.readyBackups(name);
  await answerVerdict(desk, heard, verdict, {
    granted: (backup) => drawBackup(title, backup, ready.has(backup.manifest.id)),
  });
}

async function listReplaced(...[desk, heard, service]: Parameters<ForService>): Promise<void> {
  await whisper(desk, heard, drawReplacedList(service, await desk.useCases.listReplaced(service)));
}

async function takeBackup(...[desk, heard, { name, title }]: Parameters<ForService>): Promise<void> {
  await withProgress(desk, heard, {
    underWay: (progress) => drawBackupUnderWay(title, progress),
    done: (backup: StoredBackup) => drawBackupTaken(title, backup),
    work: (progress) => desk.useCases.takeBackup(heard.asking, { service: name, progress }),
  });
}

async function verifyBackup(...[desk, heard, { name, title }, { id }]: Parameters<ForService>): Promise<void> {
  await withProgress(desk, heard, {
    underWay: (progress) => drawProofUnderWay(title, id, progress),
    done: (backup: StoredBackup) => drawBackupProved(title, backup),
    work: (progress) => desk.useCases.verifyBackup(heard.asking, { service: name, id, progress }),
  });
}

async function pinBackup(...[desk, heard, { name }, { id, rest }]: Parameters<ForService>): Promise<void> {
  if (id === null) return whisper(desk, heard, drawRefusal([nameBackup], rest));
  const verdict = await desk.useCases.pinBackup(heard.asking, { service: name, id, reason: rest });
  await answerVerdict(desk, heard, verdict, { granted: drawPinned, written: rest });
}

async function unpinBackup(...[desk, heard, { name }, { id }]: Parameters<ForService>): Promise<void> {
  if (id === null) return whisper(desk, heard, drawRefusal([nameBackup]));
  await answerVerdict(desk, heard, await desk.useCases.unpinBackup(heard.asking, { service: name, id }), {
    granted: drawUnpinned,
  });
}

async function pruneBackups(...[desk, heard, { name, title }, { dryRun }]: Parameters<ForService>): Promise<void> {
  const verdict = await desk.useCases.pruneBackups(heard.asking, { service: name, dryRun });
  await answerVerdict(desk, heard, verdict, { granted: (retention) => drawRetention(title, retention, dryRun) });
}

const nameBackup = {
  code: 'bad-input',
  say: 'It is not clear which backup you mean.',
  hint: 'Name it: `/backup list` shows the backups there are.',
} as const;

/** Begun, under way and done in one message; what goes wrong is told in it as well. */
async function withProgress<Value>(
  desk: Desk,
  heard: Heard,
  given: {
    readonly underWay: (progress: string | null) => Drawn;
    readonly done: (value: Value) => Drawn;
    readonly work: (progress: (say: string) => void) => Promise<Verdict<Value>>;
  },
): Promise<void> {
  const message = await openProgress(desk, heard, given.underWay(null));
  try {
    const verdict = await given.work((progress) => message.tell(given.underWay(progress)));
    await message.end(verdict.kind === 'granted' ? given.done(verdict.value) : drawRefusal(verdict.reasons));
  } catch (error) {
    await message.end(explainError(desk, heard, error));
  }
}
