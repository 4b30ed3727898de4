import { drawCard } from '../blocks/card.ts';
import { drawHeadline } from '../blocks/headline.ts';
import type { Drawn } from '../blocks/kit/drawn.ts';
import { drawOptions } from '../blocks/options.ts';
import { drawRefusal } from '../blocks/refusal.ts';
import { drawTimeline } from '../blocks/timeline.ts';
import { privately } from '../blocks/words/reader.ts';
import { timelineLines } from '../blocks/words/timeline/timeline-line.ts';
import type { CardFacts } from '../src/domain/card.ts';
import type { IncidentId } from '../src/domain/ids.ts';
import type { Desk } from './desk.ts';

/** Looks at an incident, drawn for one person. */
export type Look = (desk: Desk, id: IncidentId) => Promise<Drawn>;

export const lookAtDecision: Look = (desk, id) => withCard(desk, id, (facts) => drawCard(facts, readerOf(facts)));

export const lookAtStatus: Look = (desk, id) => withCard(desk, id, (facts) => drawHeadline(facts, readerOf(facts)));

export const lookAtOptions: Look = async (desk, id) => {
  const options = await desk.useCases.options(id);
  return options === null ? gone(id) : drawOptions(options, { ...privately, timeZone: options.service.timeZone });
};

export const lookAtTimeline: Look = async (desk, id) => {
  const [entries, facts] = await Promise.all([desk.useCases.timeline(id), desk.useCases.card(id)]);
  if (entries.length === 0 || facts === null) return gone(id);
  const titles = new Map([...facts.preparation, ...facts.execution].map((step) => [step.name, step.title]));
  const { lines } = timelineLines(entries, { titleOf: (step) => titles.get(step) ?? step });
  return drawTimeline(id, lines, readerOf(facts));
};

async function withCard(desk: Desk, id: IncidentId, drawn: (facts: CardFacts) => Drawn): Promise<Drawn> {
  const facts = await desk.useCases.card(id);
  return facts === null ? gone(id) : drawn(facts);
}

function readerOf({ service }: CardFacts) {
  return { ...privately, timeZone: service.timeZone };
}

function gone(id: IncidentId): Drawn {
  return drawRefusal([
    {
      code: 'unknown-incident',
      say: `There is no incident ${id}.`,
      hint: '`/incident list` shows the ones there are.',
    },
  ]);
}
