import type { PlacedService } from './contradictions.ts';
import { valueAt } from './found.ts';
import { SecretName } from './measures.ts';
import type { Mistake } from './mistake.ts';
import type { Surroundings } from './surroundings.ts';
import { listVariables, type VariableMention } from './variables.ts';

/** Every variable that a service's section names must be set; Slack's own are judged with the rest of the environment. */
export function findMissingVariables(written: unknown, around: Surroundings): Mistake[] {
  return listVariables({ services: valueAt(written, ['services']) }).flatMap((mention) => {
    // Not a name: the schema has said so already, and it may be the secret itself.
    if (!SecretName.safeParse(mention.name).success) return [];
    const value = around.variable(mention.name);
    if (value === undefined || value === '') {
      return [{ path: mention.path, found: `${mention.name}, which is not set`, expected: expectedOf(mention) }];
    }
    if (mention.kind === 'database-url' && databaseOf(value) === null) {
      return [{ path: mention.path, found: `another form of value in ${mention.name}`, expected: expectedOf(mention) }];
    }
    return [];
  });
}

function expectedOf({ name, kind }: VariableMention): string {
  const forms = {
    'database-url': 'holding postgresql://role:password@host:port/database',
    secret: 'holding the secret',
    path: 'holding the path of the file',
    'handed-on': 'to hand on to the command',
  };
  return `${name} in the environment or in .env, ${forms[kind]}`;
}

/**
 * Two services on one database could have two recoveries at the same time, and a journal kept in the database that is
 * rolled back would forget the incident with it.
 */
export function findSharedDatabases(services: readonly PlacedService[], around: Surroundings): Mistake[] {
  const taken = new Map<string, string>();
  const store = databaseOf(around.variable('DATABASE_URL') ?? '');
  if (store !== null) taken.set(store, 'Recourse’s own DATABASE_URL');
  return services.flatMap(({ service, index }) => {
    const database = databaseOf(around.variable(service.database.url_env) ?? '');
    if (database === null) return [];
    const other = taken.get(database);
    taken.set(database, `the service ${service.name}`);
    if (other === undefined) return [];
    const path = ['services', index, 'database', 'url_env'];
    return [{ path, found: `the same database as ${other}`, expected: 'a database of its own' }];
  });
}

/** `host:port/name`, or null where the text is no PostgreSQL URL. */
function databaseOf(value: string): string | null {
  const url = URL.parse(value);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return null;
  return `${url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname === '/' ? `/${url.username}` : url.pathname}`;
}
