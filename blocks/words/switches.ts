import { affectedWords, shownId } from '../../src/domain/affected-words.ts';
import type { AffectedRows, PlannedSwitch } from '../../src/domain/switches.ts';
import { counted, countOf, durationOf } from './numbers.ts';
import { code, type Phrase, say, strong } from './phrase.ts';

/** What a switch is about to do, who was hit, and what is retried, for somebody who is tired. */
export function switchSentences({ title, turn, found, evidence, retry }: PlannedSwitch): readonly Phrase[] {
  const stands =
    found === turn
      ? say`${title} is ${found} already. Recourse leaves it so.`
      : say`${title} is ${found} now, and is switched ${turn}. How it stood before is remembered.`;
  const affected = evidence?.affected ?? null;
  return [
    say`${strong(turn === 'off' ? 'It switches something off.' : 'It switches it on again.')} ${stands}`,
    ...(evidence === null
      ? []
      : [
          say`The evidence query counts ${countOf(evidence.count)}; ${countOf(evidence.threshold)} speak for switching it off.`,
        ]),
    ...(affected === null || affected.total === 0 ? [] : affectedSentences(affected)),
    ...retrySentences(retry),
  ];
}

function affectedSentences(affected: AffectedRows): Phrase[] {
  return [
    say`${affectedWords(affected)}.`,
    ...affected.messages.map(({ say: message, rows }) => say`• ${countOf(rows)} × ${shownId(message)}`),
  ];
}

function retrySentences(retry: PlannedSwitch['retry']): Phrase[] {
  if (retry === null) return [];
  if (retry.by === 'command')
    return [
      say`⚠️ ${code(retry.run.join(' '))} then retries ${counted(retry.ids.length, 'request')}. It cannot be tried on a copy.`,
    ];
  const script = retry.script.split('/').at(-1) ?? retry.script;
  return [
    say`Then ${code(script)} retries ${counted(retry.ids.length, 'request')} in one transaction. On a copy of production it took ${durationOf(retry.run.durationMs)}, and ${countOf(retry.stillFailing)} of them still counted as failed.`,
  ];
}
