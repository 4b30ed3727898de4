import type { BeyondOurRights } from '../../ports/archives.ts';

/** What of an archive is restored, and what is said about the rest. */
export interface ListChoice {
  /** The lines for `pg_restore --use-list`, or null where all of them are wanted. */
  readonly keep: readonly string[] | null;
  readonly withOwners: boolean;
  readonly withRights: boolean;
  readonly entries: number;
  readonly leftOut: readonly string[];
}

/**
 * Decides from `pg_restore --list` what our role can restore. An entry is `id; class oid KIND schema name owner`; a
 * comment on a thing, or its rights, go with the thing.
 */
export function chooseEntries(list: string, beyond: BeyondOurRights): ListChoice {
  const entries = list.split('\n').filter((line) => /^\d+;/.test(line));
  const reasons = leavingOut(beyond);
  const dropped = new Set<string>();
  const leftOut = new Set<string>();
  for (const entry of entries) {
    const reason = reasons.find(({ names }) => names(entry));
    if (reason === undefined) continue;
    dropped.add(entry);
    leftOut.add(reason.say(entry));
  }
  const foreign = beyond.notOurs.filter((role) => entries.some((entry) => entry.endsWith(` ${role}`)));
  const absent = beyond.missing;
  if (foreign.length > 0) {
    leftOut.add(`Owners were left out, because our role may not act as ${foreign.join(', ')}.`);
  }
  if (absent.length > 0) {
    leftOut.add(`Owners and rights were left out, because these roles are not there any more: ${absent.join(', ')}.`);
  }
  return {
    keep: dropped.size === 0 ? null : entries.filter((entry) => !dropped.has(entry)),
    withOwners: foreign.length + absent.length === 0,
    withRights: absent.length === 0,
    entries: entries.length,
    leftOut: [...leftOut],
  };
}

interface Reason {
  names(entry: string): boolean;
  say(entry: string): string;
}

function leavingOut(beyond: BeyondOurRights): Reason[] {
  const extensions = beyond.extensions.map((extension) => ({
    names: (entry: string) =>
      entry.trimEnd().endsWith(`EXTENSION - ${extension}`) || entry.includes(`- EXTENSION ${extension} `),
    say: () => `Extension ${extension} was left out: only a superuser can create it.`,
  }));
  const eventTriggers = {
    names: (entry: string) => beyond.eventTriggers && /EVENT TRIGGER/.test(kindOf(entry)),
    say: () => 'Event triggers were left out: only a superuser can create them.',
  };
  // It would connect to the publisher in the copy's name, and a database with a subscription cannot be dropped.
  const subscriptions = {
    names: (entry: string) => /SUBSCRIPTION/.test(kindOf(entry)),
    say: () => 'Subscriptions were left out: a copy must not take part in replication.',
  };
  return [...extensions, eventTriggers, subscriptions];
}

/** The entry's words in capitals: `EVENT TRIGGER`, or `COMMENT - EVENT TRIGGER` for what belongs to one. */
function kindOf(entry: string): string {
  return /^\d+; \d+ \d+ ((?:[A-Z]+ )+(?:- (?:[A-Z]+ )+)?)/.exec(entry)?.[1] ?? '';
}
