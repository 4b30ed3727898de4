// The whole product on one machine, without an account: npm run demo
import { rmSync } from 'node:fs';
import { type DemoArguments, readArguments, usage } from './host/arguments.ts';
import type { RunningService } from './host/example-service.ts';
import { explain } from './host/explain.ts';
import { type Interruption, listenForInterruption } from './host/interruption.ts';
import { showPanel } from './host/panel/show-panel.ts';
import { reportAsJson, reportFailureAsJson, reportToPeople } from './host/report.ts';
import { keepRunFolder, makeRunFolder } from './host/run-folder.ts';
import { startWorldOf, type World } from './host/world.ts';

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2));
  if (given === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const folder = makeRunFolder();
  const interruption = listenForInterruption(tell, () => rmSync(folder, { recursive: true, force: true }));
  try {
    return await inWorld(given, folder, interruption);
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    if (given.json) reportFailureAsJson(error);
    throw error;
  } finally {
    if (given.keep) keepRunFolder(folder);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function inWorld(given: DemoArguments, folder: string, interruption: Interruption): Promise<number> {
  const { port: slackPort, rows, keep: keepFiles } = given;
  const { signal } = interruption;
  const prepared = await given.story.prepare?.(folder);
  const wishes = { folder, slackPort, rows, keepFiles, signal, say: tell, withSurroundings: true, ...prepared };
  const world = await startWorldOf(given.example, wishes);
  try {
    if (!given.auto) return await waitForPeople(world, given, interruption);
    return await Promise.race([playAlone(world, given), interruption.happened.then(() => 130)]);
  } finally {
    await world.stop();
    if (keepFiles) tell(`Left behind: ${folder} and the cluster in ${world.cluster.folder}`);
  }
}

async function playAlone(world: World<RunningService>, { story, json }: DemoArguments): Promise<number> {
  tell(`\n${story.title}\n`);
  const begun = performance.now();
  const tellWhen = (line: string) =>
    tell(
      `${Math.round((performance.now() - begun) / 1000)
        .toString()
        .padStart(4)} s  ${line}`,
    );
  const end = await story.play(world, tellWhen);
  if (json) reportAsJson(end);
  else reportToPeople(end, 'Europe/Berlin');
  return end.claims.length > 0 && end.claims.every((claim) => claim.held) ? 0 : 1;
}

async function waitForPeople(
  world: World<RunningService>,
  { story }: DemoArguments,
  interruption: Interruption,
): Promise<number> {
  const stopPanel = await showPanel(world, story.mishap);
  process.stdout.write(`\nOpen ${world.slack.url} – the panel on the left leads you. Ctrl-C ends everything.\n`);
  await interruption.happened;
  stopPanel();
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    tell(explain(error));
    process.exit(2);
  },
);
