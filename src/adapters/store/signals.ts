import { EventEmitter } from 'node:events';
import pg from 'pg';

export type Topic = 'recourse_entries' | 'recourse_outbox';

/** Hears, best effort, that something was written. Whoever must not miss anything looks by itself now and then. */
export interface Signals {
  on(topic: Topic, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Says it to this process. On a server the database says it to all, this one included. */
  say(topic: Topic, payload: string): void;
  close(): Promise<void>;
}

/** One process, one home: an emitter is enough. */
export function listenInProcess(): Signals {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    async on(topic, heard) {
      emitter.on(topic, heard);
      return async () => void emitter.off(topic, heard);
    },
    say(topic, payload) {
      setImmediate(() => emitter.emit(topic, payload));
    },
    async close() {
      emitter.removeAllListeners();
    },
  };
}

const RECONNECT_AFTER_MS = 1000;

/** LISTEN on a connection of its own, made with the first listener and made again whenever it breaks. */
export function listenOnServer(options: pg.ClientConfig): Signals {
  const emitter = new EventEmitter().setMaxListeners(0);
  let client: pg.Client | null = null;
  let opening: Promise<void> | null = null;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  async function open(): Promise<void> {
    const fresh = new pg.Client({ ...options, application_name: 'recourse-listen' });
    // 'error' and 'end' may both come, and either may come first.
    fresh.on('error', () => lost(fresh));
    fresh.on('end', () => lost(fresh));
    fresh.on('notification', ({ channel, payload }) => emitter.emit(channel, payload ?? ''));
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query('LISTEN recourse_entries; LISTEN recourse_outbox');
    } catch {
      lost(fresh);
    }
  }

  function lost(which: pg.Client): void {
    if (client !== which || closed) return;
    client = null;
    void which.end().catch(() => undefined);
    again = setTimeout(() => {
      opening = open();
    }, RECONNECT_AFTER_MS);
    again.unref();
  }

  return {
    async on(topic, heard) {
      emitter.on(topic, heard);
      opening ??= open();
      await opening;
      return async () => void emitter.off(topic, heard);
    },
    say: () => undefined,
    async close() {
      closed = true;
      clearTimeout(again);
      emitter.removeAllListeners();
      await opening;
      await client?.end().catch(() => undefined);
    },
  };
}
