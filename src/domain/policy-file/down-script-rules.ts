import type { FieldPath, Mistake } from './mistake.ts';
import { repeated } from './recovery-rules.ts';
import type { ServicePolicy } from './service.ts';

/** Only dbmate has the way back in the migration itself; guards and their options are chosen by name. */
export function findBadDownScripts({ migrations }: ServicePolicy, path: FieldPath): Mistake[] {
  const scripts = migrations?.down_scripts;
  if (migrations === undefined || scripts === undefined) return [];
  const at = [...path, 'migrations', 'down_scripts'];
  const lists = [
    { named: scripts.guards, at: ['guards'] },
    ...scripts.guards.map(({ options }, guard) => ({ named: options, at: ['guards', guard, 'options'] })),
  ];
  const again = lists.flatMap((list) =>
    repeated(list.named).map((index) => ({
      path: [...at, ...list.at, index, 'name'],
      found: `${JSON.stringify(list.named[index]?.name)} a second time`,
      expected: 'a name of its own',
    })),
  );
  if (scripts.pattern !== undefined || migrations.tool === 'dbmate') return again;
  return [
    ...again,
    {
      path: [...at, 'pattern'],
      found: 'nothing',
      expected: 'where the scripts lie, such as rollback/{migration}_down.sql',
    },
  ];
}
