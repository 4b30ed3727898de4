import type { ActionId, FormId, ShortcutId } from '../blocks/action-ids.ts';
import { backupCommand } from './backup.ts';
import { drillCommand } from './drill.ts';
import { declareForm } from './forms/declare.ts';
import { chooseBackupForm, choosePathForm, closeForm, identificationForm, noteForm } from './forms/facts.ts';
import type { AnyFormHandler } from './forms/form-handler.ts';
import { messageForm } from './forms/message.ts';
import { migrationForm, migrationReasonForm } from './forms/migration.ts';
import { reasonForm } from './forms/reason.ts';
import { voteForm } from './forms/vote.ts';
import { incidentCommand } from './incident.ts';
import { mailForm, sendMailForm } from './mail.ts';
import { addByShortcut, type ShortcutHandler } from './messages/add-by-shortcut.ts';
import { migrationCommand } from './migration.ts';
import { authorityPresses } from './presses/authority-presses.ts';
import { incidentPresses } from './presses/incident-presses.ts';
import { migrationPresses } from './presses/migration-presses.ts';
import { navigationPresses } from './presses/navigation-presses.ts';
import type { PressHandler } from './presses/press-handler.ts';
import { rollbackCommand } from './rollback.ts';
import type { Verb } from './verbs.ts';

/** Everything that Recourse hears. `manifest.json` must say the same, by test. */
export const registry = {
  commands: {
    '/incident': incidentCommand,
    '/rollback': rollbackCommand,
    '/migration': migrationCommand,
    '/backup': backupCommand,
    '/drill': drillCommand,
  } satisfies Readonly<Record<string, Verb>>,

  presses: {
    ...incidentPresses,
    ...navigationPresses,
    ...migrationPresses,
    ...authorityPresses,
  } satisfies Readonly<Record<ActionId, PressHandler>>,

  forms: {
    'declare-form': declareForm,
    'vote-form': voteForm,
    'reason-form': reasonForm,
    'note-form': noteForm,
    'close-form': closeForm,
    'identification-form': identificationForm,
    'choose-backup-form': chooseBackupForm,
    'choose-path-form': choosePathForm,
    'migration-form': migrationForm,
    'migration-reason-form': migrationReasonForm,
    'mail-form': mailForm,
    'send-mail-form': sendMailForm,
    'message-form': messageForm,
  } satisfies Readonly<Record<FormId, AnyFormHandler>>,

  shortcuts: {
    'add-to-timeline': addByShortcut,
  } satisfies Readonly<Record<ShortcutId, ShortcutHandler>>,

  events: ['app_home_opened', 'reaction_added'],
} as const;

/** The handler of an action id, or null for one that this version does not draw. */
export function pressHandler(actionId: string): PressHandler | null {
  const presses: Readonly<Record<string, PressHandler>> = registry.presses;
  return Object.hasOwn(presses, actionId) ? (presses[actionId] ?? null) : null;
}

/** The handler of a shortcut, or null for one that this version does not have. */
export function shortcutHandler(callbackId: string): ShortcutHandler | null {
  const shortcuts: Readonly<Record<string, ShortcutHandler>> = registry.shortcuts;
  return Object.hasOwn(shortcuts, callbackId) ? (shortcuts[callbackId] ?? null) : null;
}

/** The handler of a form, or null for one that this version does not open. */
export function formHandlerOf(callbackId: string): AnyFormHandler | null {
  const forms: Readonly<Record<string, AnyFormHandler>> = registry.forms;
  return Object.hasOwn(forms, callbackId) ? (forms[callbackId] ?? null) : null;
}
