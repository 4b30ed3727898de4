import { type OpenPath, openPaths } from '../../domain/path-choice.ts';
import type { Preference } from '../../domain/policy-file/recovery.ts';
import type { MeasuredDamage } from './issue-classes.ts';

/** What a team reaches for first, and its reason; the documents disagree on purpose. */
interface Ranking {
  readonly order: readonly string[];
  readonly say: string;
}

const destroyedOrMany = ({ destroyed, manyOrphans }: MeasuredDamage) => destroyed || manyOrphans;

const rankings: Readonly<Record<Preference, (damage: MeasuredDamage) => Ranking>> = {
  'restore-first': (damage) =>
    destroyedOrMany(damage)
      ? {
          order: ['restore', 'copy-back', 'data-fix', 'forward-fix', 'down-scripts', 'app-rollback'],
          say: 'Something was destroyed, so this team restores first (G2).',
        }
      : {
          order: ['forward-fix', 'data-fix', 'app-rollback', 'copy-back', 'down-scripts', 'restore'],
          say: 'Nothing that was measured is destroyed: for a minor defect this team fixes forward first (G2).',
        },
  'code-first': () => ({
    order: ['app-rollback', 'data-fix', 'forward-fix', 'copy-back', 'down-scripts', 'restore'],
    say: 'This team rolls the code back before the database, which is the last resort (R5, R6).',
  }),
  'forward-fix-first': ({ manyOrphans }) =>
    manyOrphans
      ? {
          order: ['restore', 'copy-back', 'forward-fix', 'data-fix', 'app-rollback', 'down-scripts'],
          say: 'More is damaged than this team repairs in place: a restore comes first (P3, P8).',
        }
      : {
          order: ['data-fix', 'app-rollback', 'forward-fix', 'copy-back', 'restore', 'down-scripts'],
          say: 'This team repairs and fixes forward first, and restores only what is widely corrupted (P2, P8).',
        },
  'when-in-doubt-roll-back': () => ({
    order: ['app-rollback', 'down-scripts', 'restore', 'copy-back', 'data-fix', 'forward-fix'],
    say: 'When in doubt, this team rolls back: the code first, then its scripts, then a restore (R2).',
  }),
};

/** The ways in the order of the service's policy, for what was measured. What it does not rank comes last. */
export function rankPaths(
  preference: Preference,
  damage: MeasuredDamage,
): { readonly paths: readonly OpenPath[]; readonly say: string } {
  const { order, say } = rankings[preference](damage);
  const rank = (path: OpenPath) => (order.includes(path) ? order.indexOf(path) : order.length);
  return { paths: openPaths.toSorted((one, other) => rank(one) - rank(other)), say };
}
