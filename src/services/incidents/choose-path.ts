import { type ReadWords, readCopyBackWords } from '../../domain/copy-back-words.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { type OpenPath, type PathChoice, pathWords, type SwitchOffer } from '../../domain/path-choice.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { judgeOffer } from '../../plan/path-barriers.ts';
import { copyBackDirection, offerOf, replacementOf } from '../../plan/path-offers.ts';
import { choiceFor, namedSwitch } from '../../plan/switch-offer.ts';
import { pathForbidden } from '../../policy/ballot-form.ts';
import { act } from '../act.ts';
import { type House, serviceOf } from '../house.ts';
import { measuredAnew } from '../preparing/measured-anew.ts';
import type { Asking } from '../use-cases.ts';
import { reasonTrouble } from '../voting/reason.ts';

/** What a person sends in to take another way back. */
export interface ChosenPath {
  readonly incident: IncidentId;
  readonly path: OpenPath;
  readonly why: string;
  /** Copy back only, in a person's words: `users, prompts since 14:05`. */
  readonly rows?: string | undefined;
  /** Where code goes back; empty for the last one that is known to have run. */
  readonly commit?: string | undefined;
  /** Down scripts only: the oldest migration that is taken back; empty for the one that was declared, or the newest. */
  readonly from?: string | undefined;
  /** Switches only: its name; empty where there is one only. */
  readonly switch?: string | undefined;
  /** Down scripts only: guard → option, for rows that stand in their way (S4). */
  readonly options?: Readonly<Record<string, string>>;
}

/** A person takes another way back: it is prepared and measured, and goes to a vote of its own. */
export async function choosePath(house: House, asking: Asking, given: ChosenPath): Promise<Verdict<Incident>> {
  const now = new Date(await house.store.now());
  return act(house, asking, given.incident, 'choose-path', (incident) => {
    const trouble = reasonTrouble(given.why, 'choose another path');
    if (trouble !== null) return refused(trouble);
    const choice = chosen(incident, given, { service: serviceOf(house, incident), now });
    if ('refusal' in choice) return refused(choice.refusal);
    return granted([
      {
        kind: 'path-chosen',
        choice,
        replaced: replacementOf(incident),
        why: given.why.trim(),
      },
      ...measuredAnew(incident, choice, `The way back "${pathWords[given.path].title}" was chosen.`),
    ]);
  });
}

/** What the person chose, whole; or why it cannot be chosen here, in words. */
function chosen(
  incident: Incident,
  given: ChosenPath,
  { service, now }: { readonly service: ServicePolicy; readonly now: Date },
): PathChoice | { readonly refusal: Refusal } {
  const forbidden = pathForbidden(given.path, service);
  if (forbidden !== null) return { refusal: forbidden };
  const rows = rowsWanted(incident, given, { now, timeZone: service.time_zone });
  if (rows !== null && 'mistake' in rows) return { refusal: { code: 'bad-input', ...rows.mistake } };
  const offer = judgeOffer(offerOf(incident, given.path, rows?.choice ?? null), incident, service);
  if ('whyNot' in offer) return { refusal: notPossible(offer.path, offer.whyNot) };
  if (offer.choice === null) throw new Error(`${given.path} was chosen without what it needs`);
  const choice = withSwitch(offer.choice, offer.switches, given.switch);
  return 'unclear' in choice ? { refusal: whichSwitch(choice.unclear) } : withWishes(choice, given);
}

/** Null on the paths that copy no single rows. */
function rowsWanted(
  incident: Incident,
  { path, rows = '' }: ChosenPath,
  at: { readonly now: Date; readonly timeZone: string },
): ReadWords | null {
  return path === 'copy-back' ? readCopyBackWords(rows, { direction: copyBackDirection(incident), ...at }) : null;
}

/** What only some ways ask for; on others it means nothing that was filled in. */
function withWishes(choice: PathChoice, { commit, from, options = {} }: ChosenPath): PathChoice {
  const named = filledIn(commit);
  if (choice.path === 'app-rollback' || choice.path === 'forward-fix') return { ...choice, commit: named };
  return choice.path === 'down-scripts' ? { ...choice, commit: named, from: filledIn(from), options } : choice;
}

function filledIn(text = ''): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Which of the switches; on other paths the choice passes as it is. */
function withSwitch(
  choice: PathChoice,
  offers: readonly SwitchOffer[] = [],
  named = '',
): PathChoice | { unclear: string } {
  if (offers.length === 0) return choice;
  const found = namedSwitch(offers, named);
  return 'unclear' in found ? found : (choiceFor(choice, found) ?? choice);
}

function whichSwitch(unclear: string): Refusal {
  return { code: 'bad-input', say: `Which switch is meant? ${unclear}`, hint: 'Choose one of them in the form.' };
}

function notPossible(path: OpenPath, whyNot: string): Refusal {
  return {
    code: 'wrong-phase',
    say: `"${pathWords[path].title}" is not possible here. ${whyNot}`,
    hint: '`/rollback path` shows every path and what stands in its way.',
  };
}
