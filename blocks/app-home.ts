import type { HomeView, KnownBlock } from '@slack/types';
import type { Instant } from '../src/domain/ids.ts';
import { pressValue } from './action-ids.ts';
import type { ListedIncident } from './incident-list.ts';
import { buttons } from './kit/buttons.ts';
import { context, divider, header, lines, type Page } from './kit/texts.ts';
import { type ServiceAtHome, serviceLines } from './parts/service-today.ts';
import { code, instant, type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse incident list' };

/** A Home tab as Slack takes it. */
export type DrawnHome = HomeView;

/** What the Home tab shows on one of its pages. */
export interface HomeFacts {
  readonly services: readonly ServiceAtHome[];
  /** Of all services, on whichever page. */
  readonly liveCount: number;
  readonly page: number;
  readonly pages: number;
  readonly lately: readonly ListedIncident[];
  readonly drawnAt: Instant;
}

/** Services on a page: each takes three blocks at most, and Slack takes 100. */
export const servicesPerPage = 20;
/** The block that changes although nothing else does. */
export const asOfBlock = 'as-of';

/** Where a person looks first: is anything wrong, and could we go back? */
export function drawAppHome(facts: HomeFacts): HomeView {
  const blocks: KnownBlock[] = [
    header(titleOf(facts)),
    ...facts.services.slice(0, servicesPerPage).flatMap(serviceBlocks),
    divider,
    lines(lately(facts.lately), page),
    ...places(facts),
    { ...context(asOf(facts), page), block_id: asOfBlock },
  ];
  return { type: 'home', blocks };
}

/** Shown the first time, while everything is asked. */
export function drawHomeUnderWay(): HomeView {
  return { type: 'home', blocks: [lines([say`⏳ Looking at every service …`], page)] };
}

function titleOf({ liveCount }: HomeFacts): string {
  if (liveCount === 0) return 'No incident is live';
  return liveCount === 1 ? '1 incident is live' : `${liveCount} incidents are live`;
}

function serviceBlocks(service: ServiceAtHome): KnownBlock[] {
  const { today, cards } = service;
  const row = buttons(`service-${today.name}`, [
    ...cards.slice(0, 1).flatMap(({ incident: { id } }) => {
      const value = pressValue({ incident: id, service: today.name });
      return [
        { actionId: 'show-decision', label: `Show the decision ${id}`, value },
        { actionId: 'show-timeline', label: `Show the timeline ${id}`, value },
      ] as const;
    }),
    {
      actionId: 'show-drills',
      label: 'Drills',
      spoken: `Drills of ${today.title}`,
      value: JSON.stringify({ service: today.name }),
    },
  ]);
  return [lines(serviceLines(service), page), ...(row === null ? [] : [row])];
}

/** Slack takes an action once in a row, so each turn has its own. */
function places({ page: at, pages }: HomeFacts): KnownBlock[] {
  const turn = (to: number) =>
    to < 1 || to > pages
      ? null
      : buttons(`home-page-${to}`, [
          { actionId: 'turn-home-page', label: `Page ${to} of ${pages}`, value: String(to) },
        ]);
  const declare = buttons('home', [
    { actionId: 'declare-incident', label: 'Declare an incident', style: 'danger', value: 'home' },
  ]);
  return [declare, turn(at - 1), turn(at + 1)].filter((row) => row !== null);
}

/** Absolute times only: a page that stands before somebody since yesterday does not lie. */
function asOf({ drawnAt, page: at, pages }: HomeFacts): Phrase {
  const where = pages === 1 ? [] : say`Page ${at} of ${pages}; services with an incident come first. `;
  return say`${where}As of ${instant(drawnAt)}; kept up to date for three days after you last opened it. Commands: ${code('/incident help')}, ${code('/rollback help')}, ${code('/backup help')}, ${code('/drill help')}.`;
}

function lately(incidents: readonly ListedIncident[]): Phrase[] {
  if (incidents.length === 0) return [say`No incident so far.`];
  return [
    say`${strong('Lately')}`,
    ...incidents.slice(0, 10).map((each) => {
      const end = each.closedAt === null ? say`live` : say`closed ${instant(each.closedAt)}`;
      return say`• ${strong(each.id)} ${each.service} (${each.environment}), declared ${instant(each.declaredAt)}, ${end}`;
    }),
  ];
}
