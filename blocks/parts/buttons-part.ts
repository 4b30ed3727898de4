import type { KnownBlock } from '@slack/types';
import type { ActionName, CardFacts } from '../../src/domain/card.ts';
import { type NavigationId, type PressValue, pressValue } from '../action-ids.ts';
import { buttons, type Press } from '../kit/buttons.ts';
import { context, type Page } from '../kit/texts.ts';
import { waitsForPerson } from '../step-trouble.ts';
import { type Phrase, say, saying } from '../words/phrase.ts';
import type { Part } from './part.ts';

interface Label {
  readonly text: string;
  /** For screen readers: the label with the service. */
  readonly spoken: string;
  readonly style?: 'primary' | 'danger';
}

type Labels = Readonly<Partial<Record<ActionName, (id: string, service: string) => Label>>>;

const decisionLabels: Labels = {
  approve: (id, service) => ({
    text: `Approve rollback ${id}`,
    spoken: `Approve the rollback of ${service}, ${id}`,
    style: 'primary',
  }),
  refuse: (id, service) => ({ text: `Refuse rollback ${id}`, spoken: `Refuse the rollback of ${service}, ${id}` }),
  hold: (id, service) => ({ text: `Hold ${id}`, spoken: `Hold: no rollback of ${service} for now, ${id}` }),
};

/** In the order in which they are drawn; what they are about is said to screen readers, the eye sees it above. */
const otherLabels: Labels = {
  'add-note': (id) => ({ text: 'Add a note', spoken: `Add a note to the timeline of ${id}` }),
  'correct-identification': (id) => ({ text: 'Correct the time', spoken: `Correct when ${id} was identified` }),
  'choose-backup': (id) => ({ text: 'Choose another backup', spoken: `Choose another backup for ${id}` }),
  'choose-path': (id) => ({ text: 'Another way back', spoken: `Choose another way back for ${id}` }),
  withdraw: (id) => ({ text: 'Withdraw my vote', spoken: `Withdraw my vote on ${id}` }),
  object: (id) => ({ text: 'Object', spoken: `Object: stop steps of ${id} that have not begun` }),
  abandon: (id, service) => ({
    text: 'Stop the recovery',
    spoken: `Stop the recovery of ${service}, ${id}`,
    style: 'danger',
  }),
  close: (id) => ({ text: 'Close', spoken: `Close the incident ${id}` }),
};

/** Approve, refuse, hold: as policy offers them, and why not where it does not. */
export function decisionButtons(facts: CardFacts, page: Page): Part {
  return offeredButtons(facts, page, 'decide', { labels: decisionLabels, first: [] });
}

/** Everything else that can be done with an incident from its messages. */
export function otherButtons(facts: CardFacts, page: Page): Part {
  // A step that waits for a person brings its own choices, stopping among them.
  const { abandon: _, ...withoutStopping } = otherLabels;
  const labels = waitsForPerson(facts) === null ? otherLabels : withoutStopping;
  return offeredButtons(facts, page, 'manage', { labels, first: waysBack(facts) });
}

/** While a way back can still be chosen, people can look at all of them. */
function waysBack(facts: CardFacts): readonly Press[] {
  const { id, phase } = facts.incident;
  if (phase === 'executing' || phase === 'recovered' || phase === 'closed') return [];
  return [
    {
      actionId: 'show-options' satisfies NavigationId,
      label: 'What are the ways back?',
      spoken: `Show all ways back for ${id}, with what each costs`,
      value: pressedWith(facts),
    },
  ];
}

function offeredButtons(
  facts: CardFacts,
  page: Page,
  blockId: string,
  { labels, first }: { readonly labels: Labels; readonly first: readonly Press[] },
): Part {
  const { incident, service } = facts;
  const order = Object.keys(labels);
  const offers = facts.actions
    .filter((offer) => labels[offer.action] !== undefined)
    .toSorted((one, other) => order.indexOf(one.action) - order.indexOf(other.action));
  const offered = offers
    .filter((offer) => offer.enabled)
    .flatMap((offer): Press[] => {
      const label = labels[offer.action]?.(incident.id, service.title);
      return label === undefined
        ? []
        : [
            {
              actionId: offer.action,
              label: label.text,
              spoken: label.spoken,
              value: pressedWith(facts),
              ...styled(label),
            },
          ];
    });
  const presses = [...first, ...offered];
  const whyNot: readonly Phrase[] =
    blockId === 'decide' ? offers.flatMap((offer) => (offer.whyNot === null ? [] : [saying(offer.whyNot)])) : [];
  const reasons = [...new Map(whyNot.map((phrase) => [JSON.stringify(phrase), phrase])).values()];
  const blocks: (KnownBlock | null)[] = [buttons(blockId, presses), ...reasons.map((phrase) => context(phrase, page))];
  const spokenPresses = presses.length === 0 ? [] : [say`Buttons: ${presses.map((press) => press.label).join(', ')}.`];
  return { spoken: [...spokenPresses, ...reasons], blocks: blocks.filter((block) => block !== null) };
}

function styled({ style }: Label): { style?: 'primary' | 'danger' } {
  return style === undefined ? {} : { style };
}

function pressedWith({ incident, service }: CardFacts): string {
  const plan = incident.proposed;
  const value: PressValue = {
    incident: incident.id,
    service: service.name,
    ...(plan === null ? {} : { revision: plan.revision, digest: plan.digest }),
  };
  return pressValue(value);
}
