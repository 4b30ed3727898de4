import type { ViewOutput } from '@slack/bolt';
import { z } from 'zod';
import { declareFields, perService } from '../../blocks/forms/declare-form.ts';
import { drawAnswer } from '../../blocks/refusal.ts';
import { channel, say, strong } from '../../blocks/words/phrase.ts';
import type { Declaration } from '../../src/domain/declaration.ts';
import { type Instant, ServiceName, toInstant } from '../../src/domain/ids.ts';
import { type Trigger, TriggerCode } from '../../src/domain/trigger.ts';
import { answerVerdict } from '../answer.ts';
import type { FormClaim } from '../claims.ts';
import type { Desk } from '../desk.ts';
import { type FieldErrors, filledUnless, formHandler } from './form-handler.ts';
import { choiceIn, choicesIn, instantIn, textIn } from './form-values.ts';

type Values = ViewOutput['state']['values'];
type Given = Omit<Declaration, 'declaredBy'>;

/** Slack's picker shows minutes, and clocks differ a little. */
const clockSlackMs = 60_000;

/** `/incident declare`, submitted. */
export const declareForm = formHandler<Given>({
  read(desk, values, claim) {
    const raw = rawDeclaration(desk, values, claim);
    return filledUnless(mistakes(desk, raw), () => declaration(desk, raw));
  },

  async carryOut(desk, heard, given) {
    const verdict = await desk.useCases.declare(heard.asking, given);
    await answerVerdict(desk, heard, verdict, {
      written: writtenIn(given),
      granted: (incident) =>
        drawAnswer([
          say`${strong(`${incident.id} is declared.`)} Recourse is measuring already; follow it in ${channel(incident.declaration.channel)}.`,
        ]),
    });
  },

  written: writtenIn,
});

function rawDeclaration(desk: Desk, values: Values, claim: FormClaim) {
  const service = ServiceName.safeParse(choiceIn(values, declareFields.service, 'choose-service')).data;
  const identifiedAt = instantIn(values, declareFields.identifiedAt);
  const untouched =
    identifiedAt !== undefined && claim.openedAt !== undefined && sameMinute(identifiedAt, claim.openedAt);
  const field = (name: 'migration' | 'commit') =>
    service === undefined ? undefined : textIn(values, perService(name, service));
  return {
    service,
    ...identified(desk, claim, identifiedAt, untouched),
    triggers: triggersIn(values),
    degradation: textIn(values, declareFields.degradation),
    seen: textIn(values, declareFields.seen),
    errorOutput: textIn(values, declareFields.errorOutput),
    correlationIds: (textIn(values, declareFields.correlationIds) ?? '').split(/[\s,;]+/).filter((id) => id !== ''),
    migration: field('migration'),
    commit: field('commit'),
  };
}

/** Untouched, the form's own instant counts: that of the alerts' card, or of the declaration itself (S9). */
function identified(desk: Desk, claim: FormClaim, entered: Instant | undefined, untouched: boolean) {
  if (!untouched) return { identifiedAt: entered, identifiedSource: 'person' } as const;
  if (claim.alerts === undefined)
    return { identifiedAt: toInstant(desk.now()), identifiedSource: 'declared-now' } as const;
  return { identifiedAt: claim.openedAt, identifiedSource: 'alert' } as const;
}

function triggersIn(values: Values): readonly TriggerCode[] {
  const chosen = [declareFields.speaksFor, declareFields.speaksAgainst].flatMap((block) => choicesIn(values, block));
  return z.array(TriggerCode).safeParse(chosen).data ?? [];
}

type Raw = ReturnType<typeof rawDeclaration>;

function mistakes(desk: Desk, raw: Raw): FieldErrors {
  const percent = raw.degradation === undefined ? undefined : Number(raw.degradation);
  const known = desk.useCases.services().some((service) => service.name === raw.service);
  const future = raw.identifiedAt !== undefined && Date.parse(raw.identifiedAt) > desk.now().getTime() + clockSlackMs;
  return Object.fromEntries(
    [
      [declareFields.service, known ? null : 'Please choose one of the services.'],
      [declareFields.identifiedAt, identifiedMistake(raw.identifiedAt, future)],
      [
        declareFields.speaksFor,
        raw.triggers.length === 0 ? 'Please choose at least one; “Something else” is fine.' : null,
      ],
      [declareFields.seen, raw.seen === undefined ? 'Please say in a sentence what was seen.' : null],
      [declareFields.degradation, degradationMistake(percent, raw.triggers)],
      [declareFields.correlationIds, correlationMistake(raw.correlationIds)],
    ].filter(([, mistake]) => mistake !== null),
  );
}

function identifiedMistake(at: Instant | undefined, future: boolean): string | null {
  if (at === undefined) return 'Please choose when it was identified.';
  return future ? 'This lies in the future. Choose when somebody first knew that it was critical.' : null;
}

function degradationMistake(percent: number | undefined, triggers: readonly TriggerCode[]): string | null {
  if (percent === undefined) {
    return triggers.includes('performance-degraded') ? 'Performance is degraded: by about how many percent?' : null;
  }
  return percent >= 0 && percent <= 1_000 ? null : 'Please enter a number from 0 to 1,000.';
}

function correlationMistake(ids: readonly string[]): string | null {
  if (ids.length > 20) return `These are ${ids.length}; please keep to the 20 that tell most.`;
  return ids.some((id) => id.length > 200) ? 'One of these is longer than 200 characters.' : null;
}

function declaration(desk: Desk, raw: Raw): Given {
  const policy = desk.useCases.services().find((service) => service.name === raw.service);
  if (policy === undefined || raw.identifiedAt === undefined || raw.seen === undefined)
    throw new TypeError('read with mistakes');
  const percent = raw.degradation === undefined ? undefined : Number(raw.degradation);
  return {
    service: policy.name,
    environment: policy.environment,
    channel: policy.channel,
    identifiedAt: raw.identifiedAt,
    identifiedSource: raw.identifiedSource,
    triggers: raw.triggers.map((code): Trigger => trigger(code, percent)),
    seen: raw.seen,
    ...(raw.migration === undefined ? {} : { migration: raw.migration }),
    ...(raw.commit === undefined ? {} : { commit: raw.commit }),
    ...(raw.errorOutput === undefined ? {} : { errorOutput: raw.errorOutput }),
    ...(raw.correlationIds.length === 0 ? {} : { correlationIds: raw.correlationIds }),
  };
}

function trigger(code: TriggerCode, percent: number | undefined): Trigger {
  return code === 'performance-degraded' && percent !== undefined ? { code, degradationPercent: percent } : { code };
}

function sameMinute(one: Instant, other: Instant): boolean {
  return Math.floor(Date.parse(one) / 60_000) === Math.floor(Date.parse(other) / 60_000);
}

function writtenIn({ seen, errorOutput }: Given): string {
  return [seen, errorOutput].filter((text) => text !== undefined).join('\n\n');
}
