import type { ViewOutput } from '@slack/bolt';
import { inputAction } from '../../blocks/kit/inputs.ts';
import { Instant, PersonId, toInstant } from '../../src/domain/ids.ts';

type Values = ViewOutput['state']['values'];

/** What stands in a text or number input; undefined where it is empty or only blank. */
export function textIn(values: Values, block: string): string | undefined {
  const text = values[block]?.[inputAction]?.value?.trim();
  return text === undefined || text === '' ? undefined : text;
}

/** The chosen instant (Slack gives whole seconds), or undefined. */
export function instantIn(values: Values, block: string): Instant | undefined {
  const seconds = values[block]?.[inputAction]?.selected_date_time;
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? instantOfSeconds(seconds) : undefined;
}

function instantOfSeconds(seconds: number): Instant | undefined {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : Instant.safeParse(toInstant(date)).data;
}

/** The value of the chosen option, or undefined. */
export function choiceIn(values: Values, block: string, action: string = inputAction): string | undefined {
  return values[block]?.[action]?.selected_option?.value;
}

/** The person who was chosen, or undefined. */
export function personIn(values: Values, block: string): PersonId | undefined {
  return PersonId.safeParse(values[block]?.[inputAction]?.selected_user).data;
}

/** The values of all chosen options. */
export function choicesIn(values: Values, block: string): readonly string[] {
  return (values[block]?.[inputAction]?.selected_options ?? []).map((option) => option.value);
}

/** The chosen options of all selects whose block begins so, by the rest of its name. */
export function choicesUnder(values: Values, prefix: string): Readonly<Record<string, string>> {
  const blocks = Object.keys(values).filter((block) => block.startsWith(prefix));
  return Object.fromEntries(
    blocks.flatMap((block) => {
      const chosen = choiceIn(values, block);
      return chosen === undefined ? [] : [[block.slice(prefix.length), chosen]];
    }),
  );
}
