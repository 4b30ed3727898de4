import type { FieldPath, Mistake } from './mistake.ts';
import type { ServicePolicy } from './service.ts';
import { neededValues, readOnlyChecks } from './smoke-order.ts';

/** A smoke check may only use what a check before it keeps. */
export function findUnkeptValues(service: ServicePolicy, path: FieldPath): Mistake[] {
  const kept = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const [index, check] of (service.smoke?.checks ?? []).entries()) {
    for (const name of neededValues(check).filter((needed) => !kept.has(needed))) {
      mistakes.push({
        path: [...path, 'smoke', 'checks', index, check.path.includes(`{${name}}`) ? 'path' : 'body'],
        found: `{${name}}, which no earlier check keeps`,
        expected: kept.size === 0 ? 'a keep before it' : `a value kept before: ${[...kept].join(', ')}`,
      });
    }
    for (const name of Object.keys(check.keep)) kept.add(name);
  }
  return mistakes;
}

/** After recovery the service is watched with the checks that change nothing; without one, nobody would look (B9). */
export function findBlindWatch(service: ServicePolicy, path: FieldPath): Mistake[] {
  if (service.smoke === undefined || readOnlyChecks(service.smoke.checks).length > 0) return [];
  return [
    {
      path: [...path, 'smoke', 'checks'],
      found: 'no check that only reads',
      expected: 'at least one GET that needs no value of a check that writes, to watch the service with',
    },
  ];
}

/** Headers stand in a file that people share, so a credential among them is refused. */
export function findOpenCredentials(service: ServicePolicy, path: FieldPath): Mistake[] {
  return (service.smoke?.checks ?? []).flatMap((check, index) =>
    Object.keys(check.headers)
      .filter((header) => /^(authorization|cookie|x-api-key|proxy-authorization)$/i.test(header))
      .map((header) => ({
        path: [...path, 'smoke', 'checks', index, 'headers', header],
        at: 'key' as const,
        found: `the header ${header} with its value in the file`,
        expected: 'secret_headers with the name of an environment variable',
      })),
  );
}

/** A deploy command that is not told the commit would redeploy whatever it likes (G8). */
export function findDeploysWithoutCommit(service: ServicePolicy, path: FieldPath): Mistake[] {
  return service.deploys.flatMap((target, index) =>
    target.provider !== 'command' || target.deploy.run.some((argument) => argument.includes('{commit}'))
      ? []
      : [
          {
            path: [...path, 'deploys', index, 'deploy', 'run'],
            found: 'no {commit} among the arguments',
            expected: 'an argument with {commit}, which stands for the commit to go to',
          },
        ],
  );
}

/** Findings are told apart by name, so names may not repeat. */
export function findRepeatedNames(service: ServicePolicy, path: FieldPath): Mistake[] {
  const lists = [
    { named: service.smoke?.checks ?? [], at: ['smoke', 'checks'] },
    { named: service.deploys, at: ['deploys'] },
    { named: service.restore.verification_commands, at: ['restore', 'verification_commands'] },
  ];
  return lists.flatMap(({ named, at }) =>
    repeated(named).map((index) => ({
      path: [...path, ...at, index, 'name'],
      found: `${JSON.stringify(named[index]?.name)} a second time`,
      expected: 'a name of its own',
    })),
  );
}

/** Places of entries whose name stood before. */
export function repeated(named: readonly { readonly name: string }[]): number[] {
  const names = named.map(({ name }) => name);
  return names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [index]));
}

/** A repair is judged by the number that its query counts afterwards. */
export function findUncountedRepairs({ database }: ServicePolicy, path: FieldPath): Mistake[] {
  const queries = database.orphan_queries.map(({ name }) => name);
  const seen = new Set<string>();
  return database.repairs.flatMap((repair, index) => {
    const at = { path: [...path, 'database', 'repairs', index, 'for'], found: JSON.stringify(repair.for) };
    if (!queries.includes(repair.for)) return [{ ...at, expected: 'the name of one of orphan_queries' }];
    if (seen.has(repair.for)) return [{ ...at, expected: 'one repair for each query' }];
    seen.add(repair.for);
    return [];
  });
}
