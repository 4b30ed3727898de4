import type { PlacedService } from './contradictions.ts';
import { valueAt } from './found.ts';
import { SecretName } from './measures.ts';
import type { Mistake } from './mistake.ts';
import type { Surroundings } from './surroundings.ts';
import { listVariables, type VariableMention } from './variables.ts';

/** Every variable that a service's section or that of the alerts names must be set; Slack's own are judged with the rest of the environment. */
export function findMissingVariables(written: unknown, around: Surroundings): Mistake[] {
  const mentions = listVariables({ alerts: valueAt(written, ['alerts']), services: valueAt(written, ['services']) })
    // Not a name: the schema has said so already, and it may be the secret itself.
    .filter(({ name }) => SecretName.safeParse(name).success);
  const firstMentions = mentions.filter(
    ({ name }, index) => mentions.findIndex((other) => other.name === name) === index,
  );
  return [
    ...firstMentions
      .filter(({ name }) => (around.variable(name) ?? '') === '')
      .map((mention) => ({
        path: mention.path,
        found: `${mention.name}, which is not set`,
        expected: expectedOf(mention),
      })),
    ...mentions
      .filter((mention) => holdsOtherThanDatabase(mention, around))
      .map((mention) => ({
        path: mention.path,
        found: `another form of value in ${mention.name}`,
        expected: expectedOf(mention),
      })),
  ];
}

function holdsOtherThanDatabase({ kind, name }: VariableMention, around: Surroundings): boolean {
  const value = around.variable(name) ?? '';
  return kind === 'database-url' && value !== '' && databaseOf(value) === null;
}

function expectedOf({ name, kind }: VariableMention): string {
  const forms = {
    'database-url': 'holding a URL that begins with postgresql://',
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
