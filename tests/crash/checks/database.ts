import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '../../../demo/cluster/with-client.ts';
import type { RunningService } from '../../../demo/host/example-service.ts';
import type { World } from '../../../demo/host/world.ts';
import { compareFingerprints, takeFingerprint } from '../fingerprint.ts';
import type { CheckUp, Evidence } from './evidence.ts';

export interface DatabaseLine {
  readonly oid: number;
  readonly name: string;
  readonly open: boolean;
  readonly owner: string;
  readonly connections: number;
  readonly comment: string | null;
}

/** Every database of the cluster that has to do with the example service. */
export function listDatabases({ cluster, example }: World<RunningService>): Promise<DatabaseLine[]> {
  return withClient(cluster.url(), async (client) => {
    const { rows } = await client.query<DatabaseLine>(
      `SELECT oid::int, datname AS name, datallowconn AS open, datdba::regrole::text AS owner, datconnlimit AS connections,
              shobj_description(oid, 'pg_database') AS comment
         FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid`,
      [example.name],
    );
    return rows;
  });
}

/** Production is the database that the road leads to, open and like before; what was promised is kept; no copy is left. */
export const checkDatabases: CheckUp = async (evidence) => {
  const { at, id, productionBefore: before, readyBefore, road } = evidence;
  const { name: service } = at.world.example;
  const databases = await withoutCopies(evidence);
  const production = databases.find(({ name }) => name === service);
  const kept = databases.filter(({ name }) => isKeptOf(service, id, name));
  const copies = databases.filter(isCopy);
  const { copy } = restored(evidence);
  const expected = road.leaves.production === 'the copy' ? copy : before.oid;
  const expectedKept = { 'what was replaced': before.oid, 'what was restored': copy, nothing: undefined };
  return [
    ...(production?.open === true ? [] : ['production is closed or gone']),
    ...(production?.owner === before.owner ? [] : [`production belongs to ${production?.owner}`]),
    ...(production?.connections === before.connections
      ? []
      : [`production's connection limit is ${production?.connections}`]),
    ...(production?.comment === before.comment ? [] : ['production lost its comment']),
    ...(production?.oid === expected ? [] : [`production has oid ${production?.oid}, expected ${expected}`]),
    ...(readyBefore === null || copy === readyBefore
      ? []
      : [`${copy} was promoted, not the ready copy ${readyBefore}`]),
    ...(kept.map(({ oid }) => oid).join() === String(expectedKept[road.leaves.kept] ?? '')
      ? []
      : [`kept: ${kept.map(({ name, oid }) => `${name} (${oid})`).join(', ') || 'nothing'}`]),
    ...kept.filter(({ open }) => open).map(({ name }) => `${name} is open`),
    ...copies.map(({ name }) => `${name} was left behind`),
  ];
};

/** Copies go after the close; whatever is still there after this stays. */
async function withoutCopies({ at }: Evidence): Promise<DatabaseLine[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const databases = await listDatabases(at.world);
    if (!databases.some(isCopy) || performance.now() > deadline) return databases;
    await at.keepUp();
    await wait(200);
  }
}

function isCopy({ name }: DatabaseLine): boolean {
  return /_(scratch|ready)_/.test(name);
}

/** The copy of the last plan that restores; undefined where no plan has one. */
function restored({ entries }: Evidence): { readonly copy: number | undefined } {
  const plans = entries.flatMap(({ body }) => (body.kind === 'plan-proposed' ? [body.proposed.plan] : []));
  return { copy: plans.findLast(({ path }) => path === 'restore')?.copy?.oid };
}

/** The data is what the road has to leave, to the last row, and so is the ledger. */
export const checkData: CheckUp = async ({ at, dataWanted }) =>
  compareFingerprints(dataWanted, await takeFingerprint(at.world.service.ownerUrl));

/** `…_inc7`, and `…_inc7r2` for what the incident's second plan replaced. */
function isKeptOf(service: string, id: string, name: string): boolean {
  const [, of, plan = ''] = /^(.+)_replaced_.*_(inc\d+)(?:r\d+)?$/.exec(name) ?? [];
  return of === service && plan === id.toLowerCase().replace('-', '');
}
