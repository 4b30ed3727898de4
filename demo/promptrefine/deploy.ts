// Deploys a commit: node demo/promptrefine/deploy.ts --config service.json --to <commit>
// or prints the one that runs: node demo/promptrefine/deploy.ts --config service.json --current
import { parseArgs } from 'node:util';
import { readHealth, reloadService } from './call-service.ts';
import { checkOut } from './checkout.ts';
import { findRelease, releases } from './releases/list.ts';
import { readServiceConfig, type ServiceConfig } from './service-config.ts';

const { values } = parseArgs({
  options: { config: { type: 'string' }, to: { type: 'string' }, current: { type: 'boolean', default: false } },
});
if (values.config === undefined || (values.to === undefined) !== values.current) {
  process.stderr.write('usage: deploy.ts --config <service.json> (--to <commit> | --current)\n');
  process.exit(2);
}

try {
  const config = readServiceConfig(values.config);
  const said = values.to === undefined ? (await readHealth(config)).commit : await deploy(config, values.to);
  process.stdout.write(`${said}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? explain(error) : String(error)}\n`);
  process.exitCode = 1;
}

/** Checks the commit out, lets the service take it up, and believes only what the service then says it runs. */
async function deploy(config: ServiceConfig, commit: string): Promise<string> {
  const release = findRelease(commit);
  if (release === undefined) {
    const known = releases.map((one) => one.commit.slice(0, 7)).join(', ');
    throw new Error(`no commit ${commit}; known commits: ${known}`);
  }
  checkOut(config.checkout, release);
  const running = await reloadService(config);
  if (running.commit !== release.commit) throw new Error(`the service still runs ${running.commit}`);
  return `deployed ${release.commit} (${release.subject})`;
}

function explain(error: Error): string {
  const refused = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `deploy failed: ${error.message}${refused}`;
}
