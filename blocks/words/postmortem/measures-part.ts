import type { Measure, MilestoneName, Postmortem } from '../../../src/domain/postmortem.ts';
import { type Document, list, paragraph } from '../document/document.ts';
import { durationOf } from '../numbers.ts';
import { instant, type Phrase, say, strong } from '../phrase.ts';

const measured: Readonly<Record<Measure['what'], { readonly what: string; readonly allowed: string }>> = {
  decision: { what: 'From identification to the decision', allowed: 'policy' },
  recovery: { what: 'From the decision to recovered', allowed: 'expected at the vote' },
  'writes-stopped': { what: 'Writes to production were stopped for', allowed: 'policy' },
  outage: { what: 'From identification to recovered', allowed: 'policy' },
  'data-age': { what: 'Age of the restored data when writes stopped', allowed: 'policy' },
};

/** Durations beside what was promised for them. */
export function measuresPart({ measures, lapsedAt }: Postmortem): Document {
  const rows = measures.map(({ what, tookMs, allowedMs }) => [
    say`${measured[what].what}`,
    say`${durationOf(tookMs)}`,
    allowedMs === null ? say`–` : say`${durationOf(allowedMs)} (${measured[what].allowed})`,
    kept(tookMs, allowedMs),
  ]);
  const table: Document =
    rows.length === 0
      ? [paragraph(say`Nothing could be measured: the incident ended before anything was decided.`)]
      : [{ kind: 'table', head: ['What', 'Took', 'Promised', 'Kept'], rows }];
  const lapse = lapsedAt === null ? [] : [paragraph(say`The decision window lapsed ${instant(lapsedAt)}.`)];
  return [...table, ...lapse];
}

function kept(tookMs: number, allowedMs: number | null): Phrase {
  if (allowedMs === null) return say`–`;
  return tookMs <= allowedMs ? say`yes` : say`${strong('no')}, ${durationOf(tookMs - allowedMs)} over`;
}

/** As people read them, also where one is missing before the close. */
export const milestoneWords: Readonly<Record<MilestoneName, string>> = {
  identified: 'Identified',
  declared: 'Declared',
  decided: 'Decided',
  frozen: 'Writes stopped',
  promoted: 'Copy promoted',
  recovered: 'Recovered',
};

export function milestonesPart({ milestones }: Postmortem): Document {
  return [
    list(
      milestones.map(({ name, at, entry, standing }) => {
        const word = milestoneWords[name];
        if (standing === 'not-part-of-it') return say`${word}: not part of the way that was taken`;
        if (at === null) return say`${word}: ${strong('missing')}. The journal does not have it.`;
        return say`${word}: ${instant(at)}${entry === null ? '' : ` (entry ${entry})`}`;
      }),
    ),
  ];
}
