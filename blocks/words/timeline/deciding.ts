import { type OpenPath, type PathChoice, pathWords } from '../../../src/domain/path-choice.ts';
import { roleNames } from '../../../src/domain/person.ts';
import type { PathName, Plan } from '../../../src/domain/plan.ts';
import { choicePhrase, copyBackInShort } from '../copy-back.ts';
import { choiceWords, decisionDetails, decisionSentence } from '../decisions.ts';
import { downScriptsSentences } from '../down-scripts.ts';
import { lossSentences } from '../loss.ts';
import { counted, durationOf, shortDigest } from '../numbers.ts';
import { personWithRole } from '../people.ts';
import { code, either, instant, type Phrase, person, say, saying, strong } from '../phrase.ts';
import { switchSentences } from '../switches.ts';
import { wayOf } from '../ways.ts';
import { type Telling, type TellTable, told } from './telling.ts';

type Kinds =
  | 'plan-proposed'
  | 'vote-cast'
  | 'vote-withdrawn'
  | 'objection-raised'
  | 'objection-withdrawn'
  | 'decision-made'
  | 'cooling-off-ended'
  | 'hold-ended'
  | 'backup-chosen'
  | 'path-chosen';

/** The plan, the votes on it, and what came of them. */
export const deciding: TellTable<Kinds> = {
  'plan-proposed': ({ proposed, changes }) => {
    const { plan } = proposed;
    const effect = effectOf(plan);
    const title =
      proposed.revision === 1
        ? say`The plan is ready to be decided on: ${strong(`${titleOf(plan.path)}, ${plan.service}`)}`
        : say`The plan has changed and earlier votes and objections no longer count: revision ${proposed.revision}`;
    return told(
      '📋',
      say`${title} (${code(shortDigest(proposed.digest))}), about ${durationOf(proposed.expectedMs)} from approval to ${wayOf(plan.path).until}.`,
      ...changes.map((change) => say`• ${change}`),
      ...effect,
      plan.backup === null ? null : say`Backup ${code(plan.backup.id)}, as of ${instant(plan.backup.snapshotAt)}.`,
    );
  },
  'vote-cast': ({ vote }, telling) =>
    decidesAtOnce(vote.by, telling)
      ? null
      : told(
          '🗳️',
          say`${personWithRole(vote.by, vote.basis.role)} voted: ${choiceWords[vote.choice].verb.toLowerCase()}, on revision ${vote.revision}. More votes are needed.`,
          vote.reason === undefined ? null : say`Reason: “${vote.reason}”`,
        ),
  'vote-withdrawn': (body, { who }) =>
    told('↩️', say`${who} withdrew their vote on revision ${body.revision}. Reason: ${body.why}`),
  'objection-raised': (body, { who }) =>
    told(
      '✋',
      say`${who} (${roleNames[body.role]}) objected: ${body.why}`,
      say`Steps that have not begun will not begin until this is settled.`,
    ),
  'decision-made': ({ vote, votes }) =>
    told(
      vote.choice === 'approve' ? '✅' : '🛑',
      decisionSentence(vote),
      ...decisionDetails(vote, saying(vote.basis.say)),
      votes.length > 1
        ? say`Decided together: ${counted(votes.length, 'vote')} by ${either(votes.map((id) => say`${person(id)}`))}.`
        : null,
    ),
  'objection-withdrawn': (body, { who }) => told('👍', say`${who} withdrew their objection: ${body.why}`),
  'cooling-off-ended': (body) =>
    told(
      '⏱️',
      say`The cooling-off pause ended ${instant(body.endedAt, 'time-with-seconds')}. The plan is carried out now.`,
    ),
  'hold-ended': (body) => told('🔔', say`The hold is over: ${body.why}. The question is open again.`),
  'backup-chosen': (body, { who }) =>
    told(
      '🗄️',
      say`${who} chose another backup: ${code(body.backup)}. Reason: ${body.why}`,
      say`A new plan is being prepared with it; earlier votes and objections no longer count.`,
    ),
  'path-chosen': (body, { who }) =>
    told(
      '🧭',
      say`${who} chose another way back: ${strong(pathWords[body.choice.path].title)}. Reason: ${body.why}`,
      wishesPhrase(body.choice),
      say`It is being prepared and measured. It goes to a vote of its own; earlier votes and objections no longer count.`,
    ),
};

function effectOf({ copyBack, downScripts, switching, statedLoss, path }: Plan): readonly Phrase[] {
  if (switching !== undefined) return switchSentences(switching);
  if (copyBack !== undefined) return copyBackInShort(copyBack.report);
  if (downScripts !== undefined) return downScriptsSentences(downScripts);
  const { regained, lost } = lossSentences(statedLoss, path);
  return [regained, lost];
}

/** What a person chose besides the path itself. */
function wishesPhrase(choice: PathChoice): Phrase | null {
  if (choice.path === 'copy-back') return choicePhrase(choice.rows);
  if ('switch' in choice) return say`The switch ${code(choice.switch)}, ${choice.turn}.`;
  if (choice.path !== 'down-scripts') return null;
  const options = Object.entries(choice.options).map(([guard, option]) => `${guard}: ${option}`);
  const wishes = [choice.from === null ? [] : `back to before ${choice.from}`, options].flat();
  return wishes.length === 0 ? null : say`Chosen: ${wishes.join(', ')}.`;
}

/** As people chose it; a path that this version cannot take any more keeps its name. */
function titleOf(path: PathName): string {
  return Object.hasOwn(pathWords, path) ? pathWords[path as OpenPath].title : path;
}

function decidesAtOnce(voter: string, { next }: Telling): boolean {
  return next?.body.kind === 'decision-made' && next.body.vote.by === voter;
}
