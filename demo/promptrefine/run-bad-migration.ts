import { join } from 'node:path';
import { execa } from 'execa';
import type { Mishap } from '../host/example-service.ts';
import { baseUrlOf } from './call-service.ts';
import { releaseB } from './releases/b.ts';
import type { ServiceConfig } from './service-config.ts';

/** What a person sees after the release that went wrong. */
export interface BadMigration {
  readonly migration: string;
  readonly commit: string;
  /** What the deployment and the migration printed; they report success. */
  readonly output: string;
  readonly startedAt: Date;
  /** How the API answers now: status, SQLSTATE, message and correlation id of `GET /api/prompts`. */
  readonly apiError: { status: number; sqlstate?: string; message: string; correlationId: string };
}

/** The release as the panel offers it. */
export function badMigration(release: () => Promise<unknown>): Mishap {
  return {
    name: 'bad-migration',
    label: 'Run the bad migration',
    description: 'Deletes rows and drops a column.',
    how: 'Press the button. The release will report success.',
    run: release,
  };
}

/** Releases commit B as its pipeline would: deploy the code, then apply its migration. Throws if either fails. */
export async function runBadMigration(configFile: string, config: ServiceConfig): Promise<BadMigration> {
  const startedAt = new Date();
  const deployed = await run('deploy.ts', configFile, '--to', releaseB.commit);
  const migrated = await run('migrate.ts', configFile);
  return {
    migration: releaseB.newestMigration,
    commit: releaseB.commit,
    output: `${deployed}\n${migrated}`,
    startedAt,
    apiError: await askForPrompts(config),
  };
}

async function run(script: string, configFile: string, ...args: string[]): Promise<string> {
  const command = [join(import.meta.dirname, script), '--config', configFile, ...args];
  return (await execa(process.execPath, command)).stdout;
}

async function askForPrompts(config: ServiceConfig): Promise<BadMigration['apiError']> {
  const response = await fetch(`${baseUrlOf(config)}/api/prompts`);
  const { error } = (await response.json()) as { error?: { message: string; sqlstate?: string } };
  const correlationId = response.headers.get('x-correlation-id') ?? '';
  return { status: response.status, message: 'no error', ...error, correlationId };
}
