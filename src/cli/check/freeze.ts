import { findProgram } from '../../adapters/commands/find-program.ts';
import { withClient } from '../../adapters/postgres/connect.ts';
import type { FreezeMethod } from '../../domain/policy-file/databases.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { inProduction } from './in-production.ts';
import { type CheckGround, failed, passed, perService, type Seen, skipped } from './probe.ts';

/** What freezes need is there. Nothing is frozen, so a webhook is not asked. */
export const freezeProbe = perService('freeze', async (service, ground) => {
  const findings = await Promise.all(service.freeze.methods.map((method) => lookAtMethod(method, service, ground)));
  return findings.flat();
});

async function lookAtMethod(method: FreezeMethod, service: ServicePolicy, ground: CheckGround): Promise<Seen[]> {
  switch (method.method) {
    case 'lock-tables':
      return [passed('by table locks, which need no more than the rights above')];
    case 'connection-gate':
      return lookAtRoles(method.roles, service, ground);
    case 'command':
      return [method.freeze, method.resume].map((line) => lookAtProgram(line.run[0] ?? '', line.cwd ?? '/', ground));
    case 'webhook':
      return [skipped(`${new URL(method.url).host} is not asked, because asking would freeze writes`)];
    case 'pgbouncer':
      return lookAtBouncer(method.admin_url_env, method.database, ground);
  }
}

function lookAtRoles(roles: readonly string[], service: ServicePolicy, ground: CheckGround): Promise<Seen[]> {
  return inProduction(service, ground, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)',
      [roles],
    );
    const missing = rows.map(({ name }) => name);
    if (missing.length === 0) return [passed(`the gate closes for ${roles.join(', ')}`)];
    return [failed(`the gate names roles that do not exist: ${missing.join(', ')}`, 'Correct freeze.methods[].roles.')];
  });
}

function lookAtProgram(program: string, folder: string, { settings }: CheckGround): Seen {
  if (findProgram(program, folder, settings.programs.searchPath) !== null) return passed(`${program} is there`);
  return failed(`there is no program ${program}`, 'Correct the command, or install it.');
}

async function lookAtBouncer(variable: string, database: string, { settings, effort }: CheckGround): Promise<Seen[]> {
  const url = settings.secretOf(variable).reveal();
  return withClient({ url }, effort.tag, undefined, async (client) => {
    const { rows } = await client.query<{ name: string }>('SHOW DATABASES');
    if (rows.some(({ name }) => name === database)) return [passed(`PgBouncer serves ${database}`)];
    return [
      failed(
        `PgBouncer does not serve ${database}`,
        'Correct freeze.methods[].database: it is the name that clients use.',
      ),
    ];
  });
}
