import { RecourseError } from '../../domain/errors.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { Drawn, Outbox } from '../../ports/chat.ts';
import type { Ask } from './ask.ts';
import type { Signals } from './signals.ts';

/** Messages that must reach Slack, durable once `post` or `edit` has come back. */
export function outbox(ask: Ask, signals: Signals): Outbox {
  return {
    async post(messages) {
      if (messages.length === 0) return;
      const rows = messages.map((message) => ({
        key: message.key,
        lane: 'channel' in message.to ? message.to.channel : message.to.person,
        thread_of: message.threadOf ?? null,
        ...texts(message),
      }));
      await ask('SELECT recourse.put_messages($1)', [JSON.stringify(rows)]);
      signals.say('recourse_outbox', '');
    },

    async edit(key, drawn) {
      const { text, blocks } = texts(drawn);
      const [row] = await ask<{ known: boolean }>('SELECT recourse.redraw_message($1, $2, $3) AS known', [
        ...[key, text, blocks],
      ]);
      if (row?.known !== true) {
        throw new RecourseError(`There is no message ${key} to edit.`, {
          code: 'not-found',
          hint: 'Report this as a mistake of Recourse: a message is put in the outbox before it is edited.',
          facts: { key },
        });
      }
      signals.say('recourse_outbox', '');
    },

    async where(key) {
      const [row] = await ask<{ channel: ChannelId; ts: string }>(
        'SELECT channel, ts FROM recourse.message WHERE key = $1 AND ts IS NOT NULL',
        [key],
      );
      return row ?? null;
    },

    async outcome(key) {
      const [row] = await ask<{ state: string; ts: string; why: string | null }>(
        'SELECT state, ts, why FROM recourse.message WHERE key = $1',
        [key],
      );
      if (row === undefined) return null;
      if (row.state === 'posted') return { kind: 'posted', ts: row.ts };
      return row.state === 'failed' ? { kind: 'failed', why: row.why ?? 'unknown' } : { kind: 'waiting' };
    },
  };
}

/** PostgreSQL holds neither NUL nor half a sign, and Slack would show neither. */
function texts({ text, blocks }: Drawn): { text: string; blocks: string } {
  return { text: text.replaceAll('\0', '').toWellFormed(), blocks: JSON.stringify(blocks) };
}
