import { readFileSync } from 'node:fs';

/** What the service is started with; the file is its owner's only. */
export interface TwinConfig {
  readonly port: number;
  /** The service's own login: rows, and nothing else. */
  readonly databaseUrl: string;
  /** What the stand-in for docker keeps: whether the backend runs, and which commit. */
  readonly dockerState: string;
  /** Which code each commit is. */
  readonly commits: { readonly twins: string; readonly knowledge: string };
}

export function readTwinConfig(file: string): TwinConfig {
  return JSON.parse(readFileSync(file, 'utf8'));
}
