import { type Instant, toInstant } from '../../domain/ids.ts';
import { replacedKey } from '../../domain/message-keys.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { ReplacedDatabase, ReplacedNews } from '../../domain/replaced.ts';
import { endOf, nextForReplaced, type ReplacedMove } from '../../plan/replaced.ts';
import type { House } from '../house.ts';
import { isQuiet } from '../incidents/is-quiet.ts';

export interface Tending {
  readonly house: Pick<House, 'store' | 'portsOf' | 'outbox'>;
  /** Puts the news into the outbox; the same news twice is one message. */
  tell(news: ReplacedNews): Promise<void>;
  /** What waits for a person. */
  stuck(replaced: ReplacedDatabase, why: string): void;
}

type Tell = (kind: ReplacedNews['kind'], end: Instant) => Promise<void>;

/**
 * The life of the databases that promotions put aside (P6): kept longer where somebody says so, warned about a day before,
 * dropped with notice. Each act may be cut off and done again: messages have keys, drops go by oid.
 */
export async function tendReplaced(tending: Tending, service: ServicePolicy): Promise<void> {
  const { replaced } = tending.house.portsOf(service.name);
  await replaced.inTurn(async () => {
    await replaced.closeLeftOpen();
    for (const each of await replaced.list()) {
      // One that resists (somebody is connected to it) keeps nobody else from their end; the next look tries again.
      await tendOne(tending, service, each).catch((error: unknown) =>
        tending.stuck(each, error instanceof Error ? error.message : String(error)),
      );
    }
  });
}

async function tendOne(tending: Tending, service: ServicePolicy, replaced: ReplacedDatabase): Promise<void> {
  const { house } = tending;
  const keepMs = service.database.keep_replaced;
  const keyOf = keysFor(service, replaced);
  const tell: Tell = (kind, end) => tending.tell({ key: keyOf(kind), kind, replaced, end });
  if (replaced.kept !== null && replaced.standing === 'there') await tell('kept', endOf(replaced, keepMs));
  // Asked right before the move, so that an incident that was just declared is seen.
  const quiet = await isQuiet(house, service);
  const now = new Date(await house.store.now());
  const move = nextForReplaced(replaced, { keepMs, now, quiet });
  const warned = async () => (await house.outbox.outcome(keyOf('warned')))?.kind === 'posted';
  if (move.kind === 'leave') tending.stuck(replaced, move.why);
  else if (move.kind === 'drop' && replaced.standing === 'there' && !(await warned()))
    tending.stuck(replaced, 'the warning has not reached the channel');
  else await makeMove(house.portsOf(service.name).replaced, replaced, move, { now, tell });
}

async function makeMove(
  port: ReturnType<House['portsOf']>['replaced'],
  { database }: ReplacedDatabase,
  move: Exclude<ReplacedMove, { kind: 'leave' }>,
  { now, tell }: { readonly now: Date; readonly tell: Tell },
): Promise<void> {
  const at = toInstant(now);
  switch (move.kind) {
    case 'wait':
      return;
    case 'warn':
      await tell('warned', move.end);
      return port.noteWarning(database, { end: move.end, at });
    case 'drop':
      await port.drop(database);
      await tell('dropped', at);
      return port.forget(database);
    case 'tell-dropped':
    case 'tell-gone':
      await tell(move.kind === 'tell-dropped' ? 'dropped' : 'gone', at);
      return port.forget(database);
  }
}

/** A warning is about one end: a later one is warned about anew. */
function keysFor({ name, database }: ServicePolicy, replaced: ReplacedDatabase) {
  const end = endOf(replaced, database.keep_replaced);
  const { oid } = replaced.database;
  return (kind: ReplacedNews['kind']) =>
    replacedKey(name, oid, kind === 'warned' || kind === 'kept' ? `${kind}/${end}` : kind);
}
