import type { TopLevelSpec } from 'vega-lite';
import type { DrillTrend, TrendPanel } from '../../domain/drill-trend.ts';

const ink = '#1d2b36';
const paper = '#ffffff';
/** Told apart without colours too: what is not within its objective carries a cross. */
const withinColor = '#2b6cb0';
const beyondColor = '#c2410c';
const font = 'DejaVu Sans';

/** No wider than eight bars with their words need: a phone shows it at half its size, and the letters stay readable. */
const width = 600;
const panelHeight = 190;
const slots = 8;
/** A bar that is taller than this part of its panel has its words inside, where no line runs through them. */
const tall = 0.3;

/** The trend as vega-lite draws it: one panel below the other, bars with their durations, objectives as dashed lines. */
export function trendChart(trend: DrillTrend): TopLevelSpec {
  const spec = {
    background: paper,
    padding: 24,
    title: { text: trend.title, anchor: 'start', fontSize: 30, font, color: ink, offset: 18 },
    vconcat: trend.panels.map(panelChart),
    spacing: 34,
    config: {
      view: { stroke: null },
      axis: { labelFont: font, labelFontSize: 19, labelColor: ink, domainColor: ink, tickColor: ink, title: null },
    },
  };
  return spec as TopLevelSpec; // vega-lite's types tell marks apart by literals, and panels are made one like the other
}

function panelChart({ title, objectiveMs, objectiveSaid, points }: TrendPanel) {
  const most = Math.max(objectiveMs, ...points.map(({ ms }) => ms ?? 0)) * 1.15;
  const values = points.map(({ label, ms, said, within }, order) => ({
    ...{ order, label, ms: ms ?? 0, within, isTall: (ms ?? 0) > tall * most },
    said: within ? said : `✗ ${said}`,
  }));
  const labels = JSON.stringify(points.map(({ label }) => label));
  const x = {
    field: 'order',
    type: 'ordinal',
    // Few drills stand at the left, as bars of the width that eight have.
    scale: { domain: Array.from({ length: slots }, (_, order) => order) },
    axis: { labelAngle: 0, labelExpr: `${labels}[datum.value] || ''`, ticks: false },
  };
  const y = { field: 'ms', type: 'quantitative', axis: null, scale: { domain: [0, most] } };
  const color = {
    field: 'within',
    scale: { domain: [true, false], range: [withinColor, beyondColor] },
    legend: null,
  };
  const words = (isTall: boolean) => ({
    data: { values: values.filter((value) => value.isTall === isTall) },
    mark: { type: 'text', dy: isTall ? 16 : -13, fontSize: isTall ? 17 : 19, font, color: isTall ? paper : ink },
    encoding: { x, y, text: { field: 'said' } },
  });
  return {
    width,
    height: panelHeight,
    title: { text: `${title}: at most ${objectiveSaid} ╌╌`, anchor: 'start', fontSize: 23, font, color: ink },
    layer: [
      {
        data: { values },
        mark: { type: 'bar', cornerRadiusEnd: 4, width: { band: 0.9 } },
        encoding: { x, y, color },
      },
      {
        data: { values: [{ ms: objectiveMs }] },
        mark: { type: 'rule', strokeDash: [9, 6], strokeWidth: 2.5, color: ink },
        encoding: { y },
      },
      words(true),
      words(false),
    ],
  };
}
