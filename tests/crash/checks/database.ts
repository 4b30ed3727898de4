import { withClient } from '../../../demo/cluster/with-client.ts';
import { compareFingerprints, takeFingerprint } from '../fingerprint.ts';
import type { CheckUp } from './evidence.ts';

export interface DatabaseLine {
  readonly oid: number;
  readonly name: string;
  readonly open: boolean;
  readonly owner: string;
  readonly connections: number;
  readonly comment: string | null;
}

/** Every database of the cluster that has to do with the example service. */
export function listDatabases(superuserUrl: string): Promise<DatabaseLine[]> {
  return withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<DatabaseLine>(
      `SELECT oid::int, datname AS name, datallowconn AS open, datdba::regrole::text AS owner, datconnlimit AS connections,
              shobj_description(oid, 'pg_database') AS comment
         FROM pg_database WHERE datname LIKE 'promptrefine%' ORDER BY oid`,
    );
    return rows;
  });
}

/** One swap happened: production is the copy of the plan, open and like before; the old one is kept; no copy is left. */
export const checkDatabases: CheckUp = async ({ at, id, entries, productionBefore, readyBefore }) => {
  const databases = await listDatabases(at.world.cluster.url());
  const production = databases.find(({ name }) => name === 'promptrefine');
  const kept = databases.filter(({ name }) => name.startsWith('promptrefine_replaced_') && name.endsWith(nameTail(id)));
  const copies = databases.filter(({ name }) => /_(scratch|ready)_/.test(name));
  const plan = entries.findLast(({ body }) => body.kind === 'plan-proposed')?.body;
  const planned = plan?.kind === 'plan-proposed' ? plan.proposed.plan.copy?.oid : undefined;
  return [
    ...(production?.open === true ? [] : ['production is closed or gone']),
    ...(production?.owner === 'promptrefine_owner' ? [] : [`production belongs to ${production?.owner}`]),
    ...(production?.connections === 80 ? [] : [`production's connection limit is ${production?.connections}`]),
    ...(production?.comment?.startsWith('PromptRefine production') ? [] : ['production lost its comment']),
    ...(production?.oid === planned ? [] : [`production has oid ${production?.oid}, the plan's copy has ${planned}`]),
    ...(readyBefore === null || production?.oid === readyBefore
      ? []
      : [`production is ${production?.oid}, not the ready copy ${readyBefore}`]),
    ...(kept.map(({ oid }) => oid).join() === String(productionBefore)
      ? []
      : [
          `kept: ${kept.map(({ name, oid }) => `${name} (${oid})`).join(', ') || 'nothing'}; expected ${productionBefore}`,
        ]),
    ...copies.map(({ name }) => `${name} was left behind`),
  ];
};

/** The data is the backup's, to the last row. */
export const checkData: CheckUp = async ({ at }) =>
  compareFingerprints(at.before, await takeFingerprint(at.world.service.ownerUrl));

/** `inc7`, as kept databases end. */
function nameTail(id: string): string {
  return `_${id.toLowerCase().replace('-', '')}`;
}
