import type { ActionName } from '../src/domain/card.ts';
import type { Digest, IncidentId, ServiceName } from '../src/domain/ids.ts';
import type { StepName } from '../src/domain/plan.ts';

/** Buttons that are not decisions about an incident: most lead to one. */
export const navigationIds = [
  'declare-incident',
  'declare-from-alerts',
  'show-decision',
  'show-status',
  'show-timeline',
  'choose-service',
  'keep-replaced',
  'preview-mail',
  'show-options',
  'show-drills',
  'turn-home-page',
] as const;
export type NavigationId = (typeof navigationIds)[number];

/** Buttons beneath the message of a migration. */
export const migrationIds = ['migration-accept', 'migration-done', 'migration-call-off'] as const;
export type MigrationId = (typeof migrationIds)[number];

/** Buttons of a drill. None of them is a real decision's: whatever is pressed, a drill is answered. */
export const authorityDrillIds = ['drill-approve', 'drill-refuse', 'drill-hold', 'drill-here'] as const;
export type AuthorityDrillAction = (typeof authorityDrillIds)[number];

/** Every `action_id` that we draw. They are for ever: old messages carry them. */
export type ActionId = ActionName | NavigationId | MigrationId | AuthorityDrillAction;

/** What a button says back when it is pressed. It is a claim, not a fact: it is judged anew against the journal. */
export interface PressValue {
  readonly incident: IncidentId;
  readonly service: ServiceName;
  /** The plan that was on the screen. */
  readonly revision?: number;
  readonly digest?: Digest;
  readonly step?: StepName;
}

export function pressValue(value: PressValue): string {
  return JSON.stringify(value);
}

/** `callback_id`s of the forms. For ever, like action ids: a form may be open while we are restarted. */
export const formIds = [
  'declare-form',
  'vote-form',
  'reason-form',
  'note-form',
  'close-form',
  'identification-form',
  'choose-backup-form',
  'choose-path-form',
  'migration-form',
  'migration-reason-form',
  'mail-form',
  'send-mail-form',
  'message-form',
] as const;
export type FormId = (typeof formIds)[number];

/** `callback_id`s of the shortcuts in a message's menu. `manifest.json` names the same. */
export const shortcutIds = ['add-to-timeline'] as const;
export type ShortcutId = (typeof shortcutIds)[number];
