import type { Digest, IncidentId, Instant, ServiceName } from '../../src/domain/ids.ts';
import type { MessageSource } from '../../src/domain/message.ts';
import type { StepName } from '../../src/domain/plan.ts';

/** What a form carries from its opening to its submission. Like a button's value it is a claim, judged anew. */
export interface FormMetadata {
  readonly channel: string;
  readonly thread?: string;
  readonly incident?: IncidentId;
  readonly service?: ServiceName;
  readonly revision?: number;
  readonly digest?: Digest;
  readonly step?: StepName;
  /** Which of the form's meanings this one has: a choice, or an action. */
  readonly action?: string;
  /** What has to be typed for an approval, so that a slip can be shown at once. */
  readonly typed?: string;
  /** The number of a migration. */
  readonly migration?: number;
  /** The episode of alerts that it was filled from. */
  readonly alerts?: number;
  /** The number of a mail, and to how many it was shown to go. */
  readonly mail?: number;
  readonly recipients?: number;
  /** The message that is to be copied; `digest` is then of its words. */
  readonly message?: MessageSource;
  /** When the form was opened: an untouched "now" means this instant, not the minute that the picker shows. */
  readonly openedAt?: Instant;
}

export function formMetadata(metadata: FormMetadata): string {
  return JSON.stringify(metadata);
}
