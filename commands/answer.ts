import type { Drawn } from '../blocks/kit/drawn.ts';
import { drawError, drawRefusal, drawUnexpected } from '../blocks/refusal.ts';
import { RecourseError } from '../src/domain/errors.ts';
import type { Verdict } from '../src/domain/verdict.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';

/**
 * Answers only the person who asked: where they asked, else by the request's own URL, else by direct message. An answer
 * that cannot be delivered at all is logged and given up; what was decided stands in the journal anyway.
 */
export async function whisper(desk: Desk, heard: Heard, drawn: Drawn): Promise<void> {
  const ways = [ephemerally, byResponseUrl, byDirectMessage];
  for (const way of ways) {
    try {
      if (await way(heard, drawn)) return;
    } catch (error) {
      desk.log.warn(
        { way: way.name, once: heard.asking.once, cause: String(error) },
        'an answer could not be delivered this way',
      );
    }
  }
}

async function ephemerally({ client, channel, thread, asking }: Heard, { text, blocks }: Drawn): Promise<boolean> {
  if (channel === null) return false;
  const inThread = thread === null ? {} : { thread_ts: thread };
  await client.chat.postEphemeral({ channel, user: asking.person, text, blocks: [...blocks], ...inThread });
  return true;
}

async function byResponseUrl({ respond }: Heard, { text, blocks }: Drawn): Promise<boolean> {
  if (respond === null) return false;
  await respond({ text, blocks: [...blocks], response_type: 'ephemeral', replace_original: false });
  return true;
}

async function byDirectMessage({ client, asking }: Heard, { text, blocks }: Drawn): Promise<boolean> {
  const { channel } = await client.conversations.open({ users: asking.person });
  if (channel?.id === undefined) return false;
  await client.chat.postMessage({ channel: channel.id, text, blocks: [...blocks] });
  return true;
}

/** Says what a verdict says: the answer to what was granted, or every reason why not. */
export async function answerVerdict<Value>(
  desk: Desk,
  heard: Heard,
  verdict: Verdict<Value>,
  given: { readonly granted: (value: Value) => Drawn; readonly written?: string | undefined },
): Promise<void> {
  const drawn = verdict.kind === 'granted' ? given.granted(verdict.value) : drawRefusal(verdict.reasons, given.written);
  await whisper(desk, heard, drawn);
}

/** Does the work of one request; whatever goes wrong, the person is told what, why and what next. */
export async function attend(desk: Desk, heard: Heard, work: () => Promise<void>, written?: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    await whisper(desk, heard, explainError(desk, heard, error, written));
  }
}

/** An error that we know is explained; any other is logged under a number that the person can pass on. */
export function explainError(desk: Desk, heard: Heard, error: unknown, written?: string): Drawn {
  if (error instanceof RecourseError) {
    desk.log.warn({ code: error.code, facts: error.facts, once: heard.asking.once }, error.message);
    return drawError({ what: error.message, hint: error.hint }, written);
  }
  const correlationId = crypto.randomUUID().slice(0, 8);
  desk.log.error({ correlationId, error, once: heard.asking.once }, 'a request failed in a way that nobody foresaw');
  return drawUnexpected(correlationId, written);
}
