import { z } from 'zod';
import { canonicalJson } from '../../domain/canonical.ts';
import type { Link } from '../../domain/chain.ts';
import { type Draft, type Entry, EntryBody } from '../../domain/entry.ts';
import { RecourseError } from '../../domain/errors.ts';
import { Digest, Instant } from '../../domain/ids.ts';
import { asWellFormedJson } from '../../domain/kept-text.ts';
import { Actor } from '../../domain/person.ts';

/** An entry's row, by the names of its columns. */
export interface EntryRow {
  readonly n: number;
  readonly recorded_at: string;
  readonly occurred_at: string;
  readonly actor: string;
  readonly body: string;
  readonly previous: string | null;
  readonly digest: string;
}

export function linkFrom(row: EntryRow): Link {
  const { n, body, previous, digest } = row;
  return { n, by: row.actor, body, previous, digest, recordedAt: row.recorded_at, occurredAt: row.occurred_at };
}

/** What the database is given to write. @throws RecourseError `bad-input` for a draft that could not be read again */
export function draftTexts(drafts: readonly Draft[]): string {
  return JSON.stringify(drafts.map(draftText));
}

function draftText(draft: Draft): { occurred_at: string | null; actor: string; body: string } {
  const parsed = DraftTexts.safeParse(asWellFormedJson(draft));
  if (!parsed.success) {
    throw new RecourseError(`This "${draft.body.kind}" cannot be written: ${z.prettifyError(parsed.error)}`, {
      code: 'bad-input',
      hint: 'Report this as a mistake of Recourse: what it wanted to write is not an entry.',
      facts: { kind: draft.body.kind },
      cause: parsed.error,
    });
  }
  const { body, by, occurredAt } = parsed.data;
  return { occurred_at: occurredAt ?? null, actor: canonicalJson(by), body: canonicalJson(body) };
}

const DraftTexts = z.object({ body: EntryBody, by: Actor, occurredAt: Instant.optional() });

/** @throws RecourseError `journal-corrupt` for an entry that this program cannot understand */
export function entryFrom(row: EntryRow): Entry {
  const parsed = EntryTexts.safeParse(row);
  if (!parsed.success) {
    throw new RecourseError(`Entry ${row.n} of the journal cannot be read: ${z.prettifyError(parsed.error)}`, {
      code: 'journal-corrupt',
      hint: '`recourse incident verify` says whether it was changed; if not, a newer Recourse wrote it.',
      facts: { n: row.n },
      cause: parsed.error,
    });
  }
  const { n, body, actor: by, previous, digest, recorded_at: recordedAt, occurred_at: occurredAt } = parsed.data;
  return { n, body, by, occurredAt, recordedAt, previous, digest };
}

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'JSON was expected' });
    return z.NEVER;
  }
});

const EntryTexts = z.object({
  n: z.number(),
  recorded_at: Instant,
  occurred_at: Instant,
  actor: jsonText.pipe(Actor),
  body: jsonText.pipe(EntryBody),
  previous: Digest.nullable(),
  digest: Digest,
});
