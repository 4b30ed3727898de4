import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, migrationsIn } from './checkout.ts';

export const spoiledScript = 'rollback/011_rollback_handover.sql';

/** The mistake of many hand-written scripts: it comments on a column that it has just dropped. */
export function spoilScript(checkout: string): void {
  const lines = [
    'ALTER TABLE conversations DROP COLUMN handed_over_at;',
    "COMMENT ON COLUMN conversations.handed_over_at IS 'gone';",
  ];
  appendFileSync(join(migrationsIn(checkout), spoiledScript), `${lines.join('\n')}\n`);
}

/** The script as it was committed. */
export function mendScript(checkout: string): void {
  git(checkout, 'checkout', '--', '.');
}
