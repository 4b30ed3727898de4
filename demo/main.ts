// The whole product on one machine, without an account: npm run demo
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoArguments, readArguments, usage } from './host/arguments.ts';
import { showPanel } from './host/panel.ts';
import { reportAsJson, reportToPeople } from './host/report.ts';
import { startWorld, type World } from './host/world.ts';

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2));
  if (given === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'recourse-demo-'));
  const world = await startWorld({ folder, slackPort: given.port, rows: given.rows, say: tell });
  try {
    return given.auto ? await playAlone(world, given) : await waitForPeople(world);
  } finally {
    await world.stop();
    if (given.keep) tell(`left behind: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function playAlone(world: World, { story, json }: DemoArguments): Promise<number> {
  tell(`story: ${story.title}`);
  const end = await story.play(world, tell);
  if (json) reportAsJson(end);
  else reportToPeople(end, 'Europe/Berlin');
  return end.claims.length > 0 && end.claims.every((claim) => claim.held) ? 0 : 1;
}

async function waitForPeople(world: World): Promise<number> {
  const stopPanel = await showPanel(world);
  process.stdout.write(`\nOpen ${world.slack.url} and act as Sam, Dana or Alex. Ctrl-C ends everything.\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  stopPanel();
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    tell(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
