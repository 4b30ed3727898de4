import type { DrillReport } from '../../src/domain/drill.ts';
import type { DrillRecord } from '../../src/domain/drill-record.ts';
import type { DrillTrend, TrendPanel, TrendPoint } from '../../src/domain/drill-trend.ts';
import { cutText } from '../cut.ts';
import { durationOf } from './numbers.ts';

/** As many bars as a phone can show with readable letters. */
const shown = 8;
/** Slack reads out no more of a picture's description, in characters. */
const altMost = 1_000;

/** What the last drills measured, up to and with the last of them; null where none was held. */
export function drillTrend(title: string, drills: readonly DrillRecord[], timeZone: string): DrillTrend | null {
  const held = drills.flatMap(({ report }) => (report === null || report.result === 'missed' ? [] : [report]));
  const last = held.at(-1);
  if (last === undefined) return null;
  const day = new Intl.DateTimeFormat('en-US', { timeZone, day: 'numeric', month: 'short' });
  const { rtoObjectiveMs, rpoObjectiveMs } = last.measures;
  const panel = (name: string, objectiveMs: number, pick: (report: DrillReport) => number | null): TrendPanel => ({
    title: name,
    objectiveMs,
    objectiveSaid: durationOf(objectiveMs),
    points: held
      .slice(-shown)
      .map((report) => pointOf(day.format(Date.parse(report.beganAt)), pick(report), objectiveMs)),
  });
  const panels = [
    panel('Recovery takes (RTO)', rtoObjectiveMs, ({ measures }) => measures.rtoMs),
    panel('Could be lost (RPO)', rpoObjectiveMs, ({ measures }) => measures.rpoWorstMs),
  ];
  const head = `Drills of ${title}`;
  return { title: head, alt: cutText(`${head}. ${panels.map(panelWords).join(' ')}`, altMost), panels };
}

function pointOf(label: string, ms: number | null, objectiveMs: number): TrendPoint {
  const within = ms !== null && ms <= objectiveMs;
  return { label, ms, said: ms === null ? 'failed' : shortDuration(ms), within };
}

const units = [
  { ms: 86_400_000, name: 'd', from: 2 },
  { ms: 3_600_000, name: 'h', from: 1 },
  { ms: 60_000, name: 'min', from: 1 },
  { ms: 1_000, name: 's', from: 0 },
] as const;

/** `4.2 min`, `24 h`, `0.6 s`: as short as a bar is narrow. */
function shortDuration(ms: number): string {
  const unit = units.find((each) => ms >= each.ms * each.from) ?? units[3];
  const count = ms / unit.ms;
  return `${count >= 10 ? Math.round(count) : Math.round(count * 10) / 10} ${unit.name}`;
}

function panelWords({ title, objectiveSaid, points }: TrendPanel): string {
  const told = points.map(({ label, said, within }) => `${label} ${said}${within ? '' : ' (not within it)'}`);
  return `${title}, at most ${objectiveSaid}: ${told.join(', ')}.`;
}
