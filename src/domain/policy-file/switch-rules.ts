import type { FieldPath, Mistake } from './mistake.ts';
import { repeated } from './recovery-rules.ts';
import type { ServicePolicy } from './service.ts';
import type { SwitchPolicy } from './switches.ts';

/** What a switch needs before it may be relied on at night (B11, P2 C). */
export function findBadSwitches({ switches }: ServicePolicy, path: FieldPath): Mistake[] {
  const again = repeated(switches).map((index) => ({
    path: [...path, 'switches', index, 'name'],
    found: `${JSON.stringify(switches[index]?.name)} a second time`,
    expected: 'a name of its own',
  }));
  return [
    ...again,
    ...switches.flatMap((each, index) =>
      troubles(each).map(({ key, ...mistake }) => ({ path: [...path, 'switches', index, ...key], ...mistake })),
    ),
  ];
}

interface Trouble {
  readonly key: readonly string[];
  readonly found: string;
  readonly expected: string;
}

function troubles({ of, evidence, recheck, retry }: SwitchPolicy): Trouble[] {
  const nothing = 'nothing';
  return [
    ...(of === 'provider' && evidence === undefined
      ? [{ key: ['evidence'], found: nothing, expected: 'a query that tells an outage from a bad day (B11)' }]
      : []),
    ...(of === 'provider' && recheck === undefined
      ? [{ key: ['recheck'], found: nothing, expected: 'a way to see that the provider is well again (B11)' }]
      : []),
    ...(recheck !== undefined && recheck.query === undefined && recheck.url === undefined
      ? [{ key: ['recheck'], found: 'neither query nor url', expected: 'one of them, or both' }]
      : []),
    ...(of === 'feature' && recheck !== undefined
      ? [{ key: ['recheck'], found: 'a re-check of a feature', expected: 'no re-check: nobody is waited for' }]
      : []),
    ...(of === 'feature' && retry !== undefined
      ? [{ key: ['retry'], found: 'a retry of a feature', expected: 'no retry: `database.repairs` mend rows' }]
      : []),
    ...(retry !== undefined && evidence?.affected === undefined
      ? [{ key: ['evidence', 'affected'], found: nothing, expected: 'the rows that are to be retried' }]
      : []),
  ];
}
