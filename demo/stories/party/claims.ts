import { askDatabase } from '../../cluster/with-client.ts';
import type { World } from '../../host/world.ts';
import { damageQueries } from '../../party/damage.ts';
import type { Party } from '../../party/start.ts';
import type { Claim } from '../story.ts';

/** What the team's own queries count, past Recourse. */
export async function damageOf({ service }: World<Party>): Promise<number> {
  const counts = damageQueries.map(async ({ sql }) => Number((await askDatabase(service.ownerUrl, sql))[0]?.['count']));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

export async function nothingIsDamaged(world: World<Party>, before: number): Promise<Claim> {
  const now = await damageOf(world);
  return {
    claim: 'no row is damaged any more',
    held: before > 0 && now === 0,
    say: `${before} damaged before, ${now} now`,
  };
}

export async function serviceAnswers({ service }: World<Party>): Promise<Claim> {
  const { sound, lines } = await service.look();
  return {
    claim: 'the service answers again',
    held: sound,
    say: lines.map(({ label, value }) => `${label} ${value}`).join(', '),
  };
}

/** Entries that clients were told they had, before `ids` was read. */
export async function entriesAreThere({ service }: World<Party>, ids: readonly number[]): Promise<Claim> {
  const wanted = ids.length === 0 ? '0' : ids.join(', ');
  const [row] = await askDatabase(service.ownerUrl, `SELECT count(*) FROM "WaitlistEntry" WHERE id IN (${wanted})`);
  const found = Number(row?.['count']);
  return {
    claim: 'no entry that was acknowledged is missing',
    held: ids.length > 0 && found === ids.length,
    say: `${ids.length} acknowledged, ${ids.length - found} missing`,
  };
}
