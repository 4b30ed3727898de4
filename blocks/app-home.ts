import type { HomeView, KnownBlock } from '@slack/types';
import type { ChannelId, Instant, ServiceName } from '../src/domain/ids.ts';
import { pressValue } from './action-ids.ts';
import type { ListedIncident } from './incident-list.ts';
import { buttons } from './kit/buttons.ts';
import { context, divider, header, lines, type Page, plain } from './kit/texts.ts';
import { limits } from './limits.ts';
import { channel, code, instant, type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse incident list' };

/** One service as the Home tab shows it. */
export interface ServiceStanding {
  readonly name: ServiceName;
  readonly title: string;
  readonly environment: string;
  readonly channel: ChannelId;
  readonly live: ListedIncident | null;
  /** The newest backup; `unknown` where it could not be asked. */
  readonly backup: { readonly snapshotAt: Instant; readonly proved: boolean } | null | 'unknown';
}

export interface HomeFacts {
  readonly services: readonly ServiceStanding[];
  readonly lately: readonly ListedIncident[];
  readonly drawnAt: Instant;
}

/** Most services that are shown; each takes two blocks of the 100. */
const shownServices = 30;

/** Where a person looks first: is anything wrong, and could we go back? */
export function drawAppHome(facts: HomeFacts): HomeView {
  const blocks: KnownBlock[] = [
    header(titleOf(facts)),
    ...facts.services.slice(0, shownServices).flatMap(serviceBlocks),
    divider,
    lines(lately(facts.lately), page),
    {
      type: 'actions',
      block_id: 'home',
      elements: [
        {
          type: 'button',
          action_id: 'declare-incident',
          text: plain('Declare an incident', limits.buttonText),
          style: 'danger',
          value: 'home',
        },
      ],
    },
    context(
      say`As of ${instant(facts.drawnAt, 'time-with-seconds')}. Open this tab again to look again. Commands: ${code('/incident help')}, ${code('/rollback help')}, ${code('/backup help')}.`,
      page,
    ),
  ];
  return { type: 'home', blocks };
}

function titleOf({ services }: HomeFacts): string {
  const live = services.filter((service) => service.live !== null).length;
  if (live === 0) return 'No incident is live';
  return live === 1 ? '1 incident is live' : `${live} incidents are live`;
}

function serviceBlocks(service: ServiceStanding): KnownBlock[] {
  const { live } = service;
  const state: Phrase =
    live === null
      ? say`✅ ${strong(service.title)} (${service.environment}) in ${channel(service.channel)}: no incident`
      : say`🚨 ${strong(service.title)} (${service.environment}) in ${channel(service.channel)}: ${strong(live.id)}, declared ${instant(live.declaredAt)}`;
  const row =
    live === null
      ? null
      : buttons(`service-${service.name}`, [
          {
            actionId: 'show-decision',
            label: `Show the decision ${live.id}`,
            value: pressValue({ incident: live.id, service: service.name }),
          },
          {
            actionId: 'show-timeline',
            label: `Show the timeline ${live.id}`,
            value: pressValue({ incident: live.id, service: service.name }),
          },
        ]);
  return [lines([state, backupState(service)], page), ...(row === null ? [] : [row])];
}

function backupState({ backup }: ServiceStanding): Phrase {
  if (backup === 'unknown') return say`      ⚠️ The backups could not be asked.`;
  if (backup === null) return say`      ⚠️ There is no backup: ${code('/backup take')} takes one.`;
  return backup.proved
    ? say`      Newest backup ${instant(backup.snapshotAt)}, proved by a restore.`
    : say`      Newest backup ${instant(backup.snapshotAt)}, not yet proved by a restore.`;
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
