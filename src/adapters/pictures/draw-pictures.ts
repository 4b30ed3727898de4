import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DrillTrend } from '../../domain/drill-trend.ts';
import type { Pictures } from '../../ports/pictures.ts';
import { trendChart } from './trend-chart.ts';

/** Pixels: sharp on a phone, a few dozen kilobytes. */
const pixelsWide = 1_300;

/** Pictures without a browser: vega-lite draws an SVG, resvg paints it with fonts of our own. */
export const pictures: Pictures = { trend: drawTrend };

async function drawTrend(trend: DrillTrend): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded where a picture is drawn, once a month: together they are as large as the rest of the bot.
  const [{ compile }, { parse, View }, { Resvg }] = await Promise.all([
    import('vega-lite'),
    import('vega'),
    import('@resvg/resvg-js'),
  ]);
  const view = new View(parse(compile(trendChart(trend)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const painted = new Resvg(svg, {
    fitTo: { mode: 'width', value: pixelsWide },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(fonts, file)),
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return new Uint8Array(painted.render().asPng());
}
