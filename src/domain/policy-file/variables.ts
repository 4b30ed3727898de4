import type { FieldPath } from './mistake.ts';

/** One mention of an environment variable in `recourse.yaml`. */
export interface VariableMention {
  readonly name: string;
  readonly path: FieldPath;
  /** `database-url` must be a PostgreSQL URL, a `path` is no secret, `handed-on` goes to a command and may be plain. */
  readonly kind: 'database-url' | 'secret' | 'path' | 'handed-on';
}

const databaseKeys = new Set(['url_env', 'admin_url_env']);

/** Every variable that the file names, wherever it stands: `…_env` keys, `secret_headers`, and a command's `env` list. */
export function listVariables(value: unknown, path: FieldPath = []): VariableMention[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return typeof inner === 'string' ? mention(inner, here) : listVariables(inner, here);
  });
}

function mention(name: string, path: FieldPath): VariableMention[] {
  const [section, key] = [path.at(-2), path.at(-1)];
  if (section === 'env') return [{ name, path, kind: 'handed-on' }];
  if (section === 'secret_headers') return [{ name, path, kind: 'secret' }];
  if (typeof key !== 'string' || !key.endsWith('_env')) return [];
  if (key === 'identity_file_env') return [{ name, path, kind: 'path' }];
  const isDatabase = databaseKeys.has(key) && !path.includes('contact');
  return [{ name, path, kind: isDatabase ? 'database-url' : 'secret' }];
}

/** Whether a variable that is handed to a command looks like one that must not be shown. */
export function looksSecret(name: string): boolean {
  return /TOKEN|SECRET|PASS|KEY|URL|DSN|CREDENTIAL|AUTH/.test(name);
}
