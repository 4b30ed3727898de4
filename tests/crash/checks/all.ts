import { checkBackups } from './backups.ts';
import { checkData, checkDatabases } from './database.ts';
import type { CheckUp } from './evidence.ts';
import { checkJournal } from './journal.ts';
import { checkLeftovers } from './leftovers.ts';
import { checkMessages } from './messages.ts';
import { checkService } from './service.ts';

/** What has to hold after every crash, once the incident is closed. Messages first: they wait for the last word. */
export const checkUps: readonly CheckUp[] = [
  checkMessages,
  checkJournal,
  checkDatabases,
  checkData,
  checkService,
  checkBackups,
  checkLeftovers,
];
