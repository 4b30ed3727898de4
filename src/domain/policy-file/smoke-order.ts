import type { SmokeCheck } from './recovery.ts';

const placeholder = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names in `{braces}` of a check's path and body: values that an earlier check must have kept. */
export function neededValues(check: { readonly path: string; readonly body?: unknown }): string[] {
  const text = check.path + (check.body === undefined ? '' : JSON.stringify(check.body));
  return [...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? ''))];
}

/** The checks that change nothing: GETs that need no value, or only values which such GETs gave before them. */
export function readOnlyChecks(checks: readonly SmokeCheck[]): readonly SmokeCheck[] {
  const kept = new Set<string>();
  return checks.filter((check) => {
    if (check.method !== 'GET' || !neededValues(check).every((name) => kept.has(name))) return false;
    for (const name of Object.keys(check.keep)) kept.add(name);
    return true;
  });
}
