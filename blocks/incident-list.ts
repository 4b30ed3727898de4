import type { IncidentId, Instant, ServiceName } from '../src/domain/ids.ts';
import { type ActionId, pressValue } from './action-ids.ts';
import { button } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, output, type Page } from './kit/texts.ts';
import { code, instant, type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse incident list' };

/** What can be done next with the incident that was meant. */
export type WhichAction = Extract<
  ActionId,
  'show-status' | 'show-decision' | 'show-timeline' | 'show-options' | 'add-note' | 'close'
>;

/** One incident in a list. */
export interface ListedIncident {
  readonly id: IncidentId;
  readonly service: ServiceName;
  readonly environment: string;
  readonly declaredAt: Instant;
  readonly closedAt: Instant | null;
}

/** Live incidents first, then the last ones that were closed. */
export function drawIncidentList(incidents: readonly ListedIncident[]): Drawn {
  const [live, closed] = [
    incidents.filter((each) => each.closedAt === null),
    incidents.filter((each) => each.closedAt !== null),
  ];
  const phrases: Phrase[] = [
    ...(live.length === 0
      ? [say`${strong('No incident is live.')}`]
      : [say`${strong('Live:')}`, ...live.map(incidentPhrase)]),
    ...(closed.length === 0 ? [] : [say`${strong('Closed:')}`, ...closed.map(incidentPhrase)]),
    say`More about one: ${code(`/incident status ${incidents[0]?.id ?? 'INC-7'}`)}.`,
  ];
  return draw(page, [say`Incidents`, ...phrases], [header('Incidents'), lines(phrases, page)]);
}

/** Asks which incident is meant, with a button beside each. */
export function drawWhichIncident(
  incidents: readonly ListedIncident[],
  ask: { readonly action: WhichAction; readonly does: string },
  written?: string,
): Drawn {
  const question = say`${strong('Several incidents are live.')} Which one do you mean?`;
  const choices = incidents.slice(0, 25).map((each) => ({ each, phrase: incidentPhrase(each) }));
  return draw(
    page,
    [
      question,
      ...choices.map(({ phrase }) => phrase),
      ...(written === undefined ? [] : [say`What you wrote: ${written}`]),
    ],
    [
      lines([question], page),
      ...choices.map(({ each, phrase }) => ({
        ...lines([phrase], page),
        accessory: button({
          actionId: ask.action,
          label: `${ask.does} ${each.id}`,
          spoken: `${ask.does} ${each.id}, ${each.service}`,
          value: pressValue({ incident: each.id, service: each.service }),
        }),
      })),
      ...(written === undefined ? [] : [lines([say`What you wrote, to copy:`], page), output(written, 2_500)]),
    ],
  );
}

function incidentPhrase(each: ListedIncident): Phrase {
  const end = each.closedAt === null ? [] : say`, closed ${instant(each.closedAt)}`;
  return say`• ${strong(each.id)} ${each.service} (${each.environment}), declared ${instant(each.declaredAt)}${end}`;
}
