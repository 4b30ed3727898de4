import { Digest, PersonId } from '../../domain/ids.ts';
import type { HomeTabs, OpenTab } from '../../ports/home-tabs.ts';
import type { Ask } from './ask.ts';

interface Row {
  readonly person: string;
  readonly page: number;
  readonly look: string | null;
  readonly hash: string | null;
  readonly is_old: boolean;
}

/**
 * Openings of the Home tab: the 500 newest are kept, those of the last three days are refreshed. A look that is half an hour
 * old is published again, so that its "as of" is not taken for a page that nobody keeps.
 */
export function homeTabs(ask: Ask): HomeTabs {
  return {
    async opened(person, page) {
      await ask(
        `WITH swept AS (
           DELETE FROM recourse.home_tab WHERE person IN (
             SELECT person FROM recourse.home_tab ORDER BY opened_at DESC OFFSET 500 LIMIT 20 FOR UPDATE SKIP LOCKED)
             AND person <> $1
         )
         INSERT INTO recourse.home_tab (person, page, opened_at, claimed_until)
           VALUES ($1, $2, clock_timestamp(), clock_timestamp() + interval '30 seconds')
         ON CONFLICT (person) DO UPDATE SET page = excluded.page, opened_at = excluded.opened_at,
           claimed_until = excluded.claimed_until, look = NULL, hash = NULL`,
        [person, page],
      );
    },
    async shown(person, { look, hash }) {
      await ask(
        `UPDATE recourse.home_tab SET look = $2, hash = $3, shown_at = clock_timestamp(), claimed_until = NULL
           WHERE person = $1`,
        [person, look, hash],
      );
    },
    async release(person) {
      await ask('UPDATE recourse.home_tab SET claimed_until = NULL WHERE person = $1', [person]);
    },
    async claim(most) {
      const rows = await ask<Row & { readonly [column: string]: unknown }>(
        `UPDATE recourse.home_tab SET claimed_until = clock_timestamp() + interval '30 seconds' WHERE person IN (
           SELECT person FROM recourse.home_tab
             WHERE opened_at > clock_timestamp() - interval '3 days'
               AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
             ORDER BY shown_at NULLS FIRST LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING person, page, look, hash,
           coalesce(shown_at < clock_timestamp() - interval '30 minutes', true) AS is_old`,
        [most],
      );
      return rows.map(tabOf);
    },
  };
}

function tabOf({ person, page, look, hash, is_old: isOld }: Row): OpenTab {
  return { person: PersonId.parse(person), page, look: look === null ? null : Digest.parse(look), hash, isOld };
}
