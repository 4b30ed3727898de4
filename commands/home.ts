import { asOfBlock, type DrawnHome, drawAppHome, drawHomeUnderWay, servicesPerPage } from '../blocks/app-home.ts';
import type { ServiceAtHome } from '../blocks/parts/service-today.ts';
import { digestOfText } from '../src/domain/canonical.ts';
import { type Digest, PersonId, toInstant } from '../src/domain/ids.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import type { UseCases } from '../src/services/use-cases.ts';
import type { Desk } from './desk.ts';
import type { SlackClient } from './heard.ts';

/** One page of the Home tab, and what tells whether it looks as it did before. It is the same for everybody. */
export interface HomePage {
  readonly view: DrawnHome;
  /** Digest of all but the time at which it was drawn. */
  readonly look: Digest;
}

/** Services that are asked at the same time: each asks its storage and its people. */
const WIDTH = 5;

/** Draws a page of the Home tab; a number beyond the last page means the last one. */
export async function drawHomePage(useCases: UseCases, wanted: number, now: Date): Promise<HomePage> {
  const [live, lately] = await Promise.all([
    useCases.list({ liveOnly: true, limit: 200 }),
    useCases.list({ liveOnly: false, limit: 10 }),
  ]);
  const burning = new Set(live.map(({ service }) => service));
  const ordered = useCases.services().toSorted((one, other) => rank(one) - rank(other));
  function rank({ name }: ServicePolicy): number {
    return burning.has(name) ? 0 : 1;
  }
  const pages = Math.max(1, Math.ceil(ordered.length / servicesPerPage));
  const page = Math.min(Math.max(1, wanted), pages);
  const shown = ordered.slice((page - 1) * servicesPerPage, page * servicesPerPage);
  const services = await inTurns(shown, (service) => serviceAtHome(useCases, service));
  const view = drawAppHome({ services, liveCount: live.length, page, pages, lately, drawnAt: toInstant(now) });
  return { view, look: lookOf(view) };
}

function lookOf({ blocks }: DrawnHome): Digest {
  return digestOfText(JSON.stringify(blocks.filter((block) => block.block_id !== asOfBlock)));
}

async function serviceAtHome(useCases: UseCases, service: ServicePolicy): Promise<ServiceAtHome> {
  const today = await useCases.today(service);
  const cards = await Promise.all(today.live.slice(0, 3).map(({ id }) => useCases.card(id)));
  return { today, cards: cards.filter((card) => card !== null) };
}

async function inTurns<Given, Made>(all: readonly Given[], make: (given: Given) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (let at = 0; at < all.length; at += WIDTH) {
    made.push(...(await Promise.all(all.slice(at, at + WIDTH).map(make))));
  }
  return made;
}

/**
 * Draws the Home tab for whoever opened it or turned its page. They are remembered, so that it is kept up to date without
 * them; where that cannot be written down, they see it all the same.
 */
export async function showHome(
  desk: Desk,
  client: SlackClient,
  { person, page, isFirst }: { readonly person: string; readonly page: number; readonly isFirst: boolean },
): Promise<void> {
  const user = PersonId.parse(person);
  if (isFirst) await client.views.publish({ user_id: user, view: drawHomeUnderWay() });
  const forget = (error: unknown) => desk.log.warn({ cause: String(error) }, 'an opened Home tab was not remembered');
  await desk.homeTabs?.opened(user, page).catch(forget);
  const { view, look } = await drawHomePage(desk.useCases, page, desk.now());
  const { view: shown } = await client.views.publish({ user_id: user, view });
  await desk.homeTabs?.shown(user, { look, hash: shown?.hash ?? null }).catch(forget);
}
