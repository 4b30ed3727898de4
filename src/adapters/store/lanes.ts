import { ChannelId, PersonId } from '../../domain/ids.ts';
import type { Errand, Lanes } from '../../ports/lanes.ts';
import type { Ask } from './ask.ts';
import type { Signals } from './signals.ts';

/** @param leaseMs how long a lane stays with a courier that falls silent, by the database's clock */
export function lanes(ask: Ask, signals: Signals, leaseMs: number): Lanes {
  return {
    leaseMs,
    async take(holder) {
      const [row] = await ask<ErrandRow | NothingRow>(`SELECT * FROM recourse.take_errand($1, $2 * interval '1 ms')`, [
        ...[holder, leaseMs],
      ]);
      if (row === undefined) return { kind: 'nothing', againInMs: null };
      if (row.kind === null) return { kind: 'nothing', againInMs: row.again_in_ms };
      return { kind: 'errand', errand: errandFrom(row) };
    },

    async settle(errand, given) {
      const [row] = await ask<{ settled: boolean }>(
        `SELECT recourse.settle_errand($1, $2, $3, $4, $5, $6, $7, $8, $9,
           $10 * interval '1 ms', $11 * interval '1 ms', $12 * interval '1 ms', $13 * interval '1 ms', $14) AS settled`,
        [
          ...[errand.lane, errand.fence, errand.key, errand.attempt, given.becomes],
          ...[given.channel ?? null, given.ts ?? null, given.shown ?? null, given.why ?? null],
          ...[given.rest.messageMs ?? 0, given.rest.editsMs ?? 0, given.rest.postsMs ?? 0, given.rest.laneMs ?? 0],
          given.trouble,
        ],
      );
      return row?.settled === true;
    },

    listen: (heard) => signals.on('recourse_outbox', heard),
  };
}

interface NothingRow {
  readonly kind: null;
  readonly again_in_ms: number | null;
}

interface ErrandRow {
  readonly kind: Errand['kind'];
  readonly lane: string;
  readonly fence: number;
  readonly channel: ChannelId | null;
  readonly key: string;
  readonly attempt: number;
  readonly look: number;
  readonly text: string;
  readonly blocks: string;
  readonly ts: string | null;
  readonly parent_channel: string | null;
  readonly parent_ts: string | null;
  readonly begun_at: Date;
  readonly troubles: number;
}

function errandFrom(row: ErrandRow): Errand {
  const person = PersonId.safeParse(row.lane);
  const channel = person.success ? row.channel : ChannelId.parse(row.lane);
  return {
    ...{ kind: row.kind, key: row.key, lane: row.lane, fence: row.fence, attempt: row.attempt },
    ...{ look: row.look, text: row.text, blocks: JSON.parse(row.blocks), ts: row.ts, troubles: row.troubles },
    to: person.success ? { person: person.data } : { channel: ChannelId.parse(row.lane) },
    channel,
    // A thread cannot leave its channel: a reply to a message elsewhere stands by itself.
    threadTs: row.parent_channel === channel ? row.parent_ts : null,
    begunAtMs: row.begun_at.getTime(),
  };
}
