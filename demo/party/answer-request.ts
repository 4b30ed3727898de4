import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { headOf } from './checkout.ts';
import { isPartyFirst } from './party-first.ts';
import type { ServiceConfig } from './service-config.ts';

interface Service {
  readonly config: ServiceConfig;
  readonly pool: pg.Pool;
}

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

const waitlist = ({ clientName }: Contract) => `
  SELECT e.id, e.status, e."clientPartyId" AS party, p."${clientName}" AS name FROM "WaitlistEntry" e LEFT JOIN "Party" p ON p.id = e."clientPartyId"
   ORDER BY e."clientPartyId" LIMIT 100`;
const owners = 'SELECT o.id, o."animalId" AS animal, o."partyId" AS party FROM "AnimalOwner" o ORDER BY o.id LIMIT 100';
const enrol = `
  INSERT INTO "WaitlistEntry" ("animalId", "clientName", "clientPartyId")
  SELECT 1, p.name, p.id FROM "Party" p ORDER BY p.id DESC LIMIT 1 RETURNING id`;

/** Everything that Party answers. An orphan breaks the list that it is in, as `entry.clientParty.name` does. */
export async function answerRequest(service: Service, method: string, url: string, body: string): Promise<Answer> {
  const { pathname } = new URL(url, 'http://loopback');
  try {
    return await (routes[`${method} ${pathname}`] ?? notFound)(service, body);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    const message = error instanceof Error ? error.message : String(error);
    return { status: 500, value: { error: message, code } };
  }
}

const routes: Readonly<Record<string, (service: Service, body: string) => Promise<Answer>>> = {
  'GET /healthz': async ({ config }) => ok({ service: 'party', commit: await headOf(config.checkout) }),
  'GET /api/waitlist': async ({ config, pool }) => {
    const contract = contractOf(config);
    const { rows } = await pool.query<{ id: number; party: number; name: string | null }>(waitlist(contract));
    const orphan = isPartyFirst(config) ? rows.find(({ name }) => name === null) : undefined;
    if (orphan !== undefined)
      throw new Error(`entry ${orphan.id} refers to party ${orphan.party}, which does not exist`);
    return ok({ identity: contract.identity, entries: rows });
  },
  'GET /api/animal-owners': async ({ config, pool }) => {
    const { rows } = await pool.query<{ id: number; party: number | null }>(owners);
    const nobody = isPartyFirst(config) ? rows.find(({ party }) => party === null) : undefined;
    if (nobody !== undefined) throw new Error(`owner ${nobody.id} has no party`);
    return ok({ owners: rows });
  },
  'POST /api/waitlist': async ({ pool }) => ({ status: 201, value: (await pool.query(enrol)).rows[0] }),
};

const notFound = async (): Promise<Answer> => ({ status: 404, value: { error: 'there is no such path' } });

function ok(value: unknown): Answer {
  return { status: 200, value };
}

/** What stands for the code of a commit. */
interface Contract {
  readonly identity: string;
  /** Column of a party that the list shows. */
  readonly clientName: string;
}

/** What the deployed commit says it speaks. */
function contractOf({ checkout }: ServiceConfig): Contract {
  return JSON.parse(readFileSync(join(checkout, 'contract.json'), 'utf8')) as Contract;
}
