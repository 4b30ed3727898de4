import type { RunningService } from '../../demo/host/example-service.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { type CrashWorld, startCrashWorldOf } from './crash-world.ts';
import type { Orders } from './orders.ts';
import { type Played, playIncident, tidyUp } from './play.ts';
import { type CrashPoint, crashPointsOf, fewMessages, manyMessages } from './points.ts';
import { type AnyRoad, restoreRoad } from './roads.ts';
import { stageOf } from './stages/stage-of.ts';
import { strikeAt } from './strike.ts';
import { wakingUp } from './wake.ts';

type Place = CrashWorld<RunningService>;

export interface Campaign {
  readonly road: AnyRoad;
  readonly only: RegExp;
  readonly replicas: number;
  /** Each incident finds a ready copy, and has to promote that very one. */
  readonly ready: boolean;
  readonly deed: Orders['deed'];
  /** Prints the journal of every incident, not only of those that went wrong. */
  readonly tellAll: boolean;
  newFolder(): string;
  say(line: string): void;
}

export interface CampaignEnd {
  readonly points: number;
  readonly recovered: number;
}

/** The names of all points that `only` matches. */
export async function listPoints(campaign: Campaign): Promise<string[]> {
  const at = await newWorld(campaign);
  try {
    return (await findPoints(campaign, at)).map(({ name }) => name);
  } finally {
    await at.stop();
  }
}

/** One incident per crash point, all in one world while all goes well; after a fault the next begins in a new one. */
export async function runCampaign(campaign: Campaign): Promise<CampaignEnd> {
  let at = await newWorld(campaign);
  try {
    const points = await findPoints(campaign, at);
    let recovered = 0;
    for (const [index, point] of points.entries()) {
      const faults = await crashAt(campaign, at, point, `${index + 1}/${points.length}`);
      if (faults.length === 0) recovered += 1;
      else if (index + 1 < points.length) at = await another(campaign, at);
    }
    return { points: points.length, recovered };
  } finally {
    await at.stop();
  }
}

function newWorld(campaign: Campaign): Promise<Place> {
  const { road, replicas, ready } = campaign;
  return startCrashWorldOf(stageOf(road), { folder: campaign.newFolder(), replicas, ready });
}

async function another(campaign: Campaign, at: Place): Promise<Place> {
  await at.stop();
  return newWorld(campaign);
}

/** The first incident is left alone: what its journal says is where the others are hit. */
async function findPoints({ road, only, say }: Campaign, at: Place): Promise<CrashPoint[]> {
  const began = performance.now();
  const calm = await playIncident(at, road);
  if (calm.faults.length > 0) throw new Error(`the incident that nobody disturbed went wrong:\n${describe(calm)}`);
  await tidyUp(at, road);
  say(`undisturbed: ${calm.entries.length} entries in ${secondsSince(began)} s`);
  return crashPointsOf(
    road.turned ? calm.entries : lastLegOf(calm.entries),
    road === restoreRoad ? manyMessages : fewMessages,
  ).filter(({ name }) => only.test(name));
}

/** From a person's last choice on; everything before it belongs to other roads. */
function lastLegOf(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(
    Math.max(
      entries.findLastIndex(({ body, by }) => body.kind === 'path-chosen' && by.kind === 'person'),
      0,
    ),
  );
}

async function crashAt(
  { road, deed, say, tellAll }: Campaign,
  at: Place,
  point: CrashPoint,
  count: string,
): Promise<readonly string[]> {
  const began = performance.now();
  const strike = strikeAt(at, point, deed);
  const awake = deed === 'pause' ? { ...at, keepUp: wakingUp(at).keepUp } : at;
  const played = await playIncident(awake, road, strike.arm);
  const faults = [...played.faults, ...(strike.hasHit() ? [] : ['nobody came to this point'])];
  const verdict = faults.length === 0 ? 'ok  ' : 'FAIL';
  say(`${verdict} ${count} ${point.name} (${played.id ?? 'no incident'}, ${secondsSince(began)} s)`);
  if (faults.length > 0 || tellAll) say(describe({ ...played, faults }, at.log()));
  if (faults.length === 0) await tidyUp(at, road);
  return faults;
}

/** Faults, journal and the bot's last words, for whoever has to find out. */
export function describe({ faults, entries }: Pick<Played, 'faults' | 'entries'>, log = ''): string {
  return [
    ...faults.map((fault) => `     ✗ ${fault}`),
    '     journal:',
    ...entries.map((entry) => `       ${entry.n} ${entry.recordedAt} ${wordsOf(entry)}`),
    '     log:',
    ...log
      .trim()
      .split('\n')
      .slice(-15)
      .map((line) => `       ${line.slice(0, 500)}`),
  ].join('\n');
}

function wordsOf({ body }: Entry): string {
  const step = 'step' in body ? ` ${body.step}` : '';
  const found = body.kind === 'step-done' && body.found ? ' (found)' : '';
  const error = body.kind === 'step-failed' ? `: ${body.error.say}` : '';
  return `${body.kind}${step}${found}${error}`;
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}
