import { withClient } from '../../cluster/with-client.ts';
import type { World } from '../../host/world.ts';
import type { Storefront } from '../../storefront/start.ts';
import type { Claim } from '../story.ts';

/** What production's database is and holds, as a story compares it before and after. */
export interface Holding {
  readonly oid: number;
  readonly orders: number;
  readonly items: number;
  readonly ledger: string;
  readonly note: boolean;
}

/** Looks into the database itself, past Recourse. */
export function readHolding({ service }: World<Storefront>): Promise<Holding> {
  return withClient(service.ownerUrl, async (client) => {
    const { rows } = await client.query<Holding>(`
      SELECT (SELECT oid::int FROM pg_database WHERE datname = current_database()) AS oid,
        (SELECT count(*)::int FROM "Order") AS orders,
        (SELECT count(*)::int FROM "OrderItem") AS items,
        (SELECT string_agg(migration_name || ' ' || left(checksum, 8), ', ' ORDER BY started_at)
           FROM "_prisma_migrations") AS ledger,
        EXISTS (SELECT FROM pg_attribute
           WHERE attrelid = '"Order"'::regclass AND attname = 'note' AND NOT attisdropped) AS note`);
    const [found] = rows;
    if (found === undefined) throw new Error('PostgreSQL answered nothing');
    return found;
  });
}

/** Asks the page, the API behind it, and each part for its commit. */
export async function bothServeTheGoodCommit({ service }: World<Storefront>): Promise<Claim[]> {
  const { pageStatus, orders, apiCommit, webCommit } = await service.state();
  const { good } = service.repository.commits;
  return [
    {
      claim: 'API and web serve the good commit again',
      held: apiCommit === good && webCommit === good,
      say: `API ${apiCommit?.slice(0, 7) ?? 'no answer'}, web ${webCommit?.slice(0, 7) ?? 'no answer'}`,
    },
    {
      claim: 'requests through both are answered',
      held: pageStatus === 200 && orders.status === 200 && orders.text.includes('totalCents'),
      say: `GET / answers ${pageStatus}, GET /api/orders ${orders.status}`,
    },
  ];
}

/** Pushes the bad commit once more and looks what Render and Vercel make of it. */
export async function noPushComesThrough({ service }: World<Storefront>, commit: string): Promise<Claim> {
  const { platforms, repository } = service;
  const [before, serving] = [platforms.service.deploys.length, platforms.project.serving];
  platforms.push(commit);
  const { apiCommit, webCommit } = await service.state();
  const { good } = repository.commits;
  const nothingMoved = platforms.service.deploys.length === before && platforms.project.serving === serving;
  return {
    claim: 'a push meanwhile brings nothing back',
    held: nothingMoved && apiCommit === good && webCommit === good,
    say: `Render ${platforms.service.autoDeployTrigger}, Vercel assigns domains ${platforms.project.autoAssignCustomDomains ? 'by itself' : 'by hand only'}`,
  };
}

/** After the close: what deployed by itself before does so again. */
export function autoDeployIsOnAgain({ service: { platforms } }: World<Storefront>): Claim {
  const { autoDeployTrigger } = platforms.service;
  const { autoAssignCustomDomains } = platforms.project;
  return {
    claim: 'both deploy by themselves again, as before',
    held: autoDeployTrigger === 'commit' && autoAssignCustomDomains,
    say: `Render ${autoDeployTrigger}, Vercel ${autoAssignCustomDomains}`,
  };
}
