import { voteFields } from '../../blocks/forms/vote-form.ts';
import { drawAnswer } from '../../blocks/refusal.ts';
import { decisionSentence } from '../../blocks/words/decisions.ts';
import { say, strong } from '../../blocks/words/phrase.ts';
import { Choice } from '../../src/domain/decision.ts';
import type { Digest, IncidentId, Instant } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { answerVerdict } from '../answer.ts';
import type { FormClaim } from '../claims.ts';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';
import { type FieldErrors, filledUnless, formHandler, notOurs } from './form-handler.ts';
import { instantIn, textIn } from './form-values.ts';

export interface FilledVote {
  readonly incident: IncidentId;
  readonly choice: Choice;
  readonly revision: number;
  readonly digest: Digest;
  readonly typed?: string;
  readonly reason?: string;
  readonly reopenAt?: Instant;
  readonly reversedBy?: string;
}

/** Approve, refuse or hold, submitted. The use case judges it; only slips of the pen are found here. */
export const voteForm = formHandler<FilledVote>({
  read(desk, values, claim) {
    const about = votedOn(claim);
    if (about === null) return { kind: 'mistakes', errors: { [voteFields.reason]: notOurs } };
    const typed = textIn(values, voteFields.typed);
    const reason = textIn(values, voteFields.reason);
    const reopenAt = instantIn(values, voteFields.reopenAt);
    const reversedBy = textIn(values, voteFields.reversedBy);
    const errors: FieldErrors = {
      ...typedMistake(typed, claim.typed),
      ...(reopenAt === undefined ? {} : reopenMistake(reopenAt, desk.now())),
    };
    return filledUnless(errors, () => ({
      ...about,
      ...(typed === undefined ? {} : { typed }),
      ...(reason === undefined ? {} : { reason }),
      ...(reopenAt === undefined ? {} : { reopenAt }),
      ...(reversedBy === undefined ? {} : { reversedBy }),
    }));
  },

  carryOut: (desk, heard, vote) => castVote(desk, heard, vote),

  written: (vote) => vote.reason ?? '',
});

/** Casts a vote and says what became of it. */
export async function castVote(desk: Desk, heard: Heard, vote: FilledVote): Promise<void> {
  const verdict = await desk.useCases.vote(heard.asking, vote);
  await answerVerdict(desk, heard, verdict, {
    written: vote.reason,
    granted: (incident) => drawAnswer(recorded(incident)),
  });
}

function recorded({ id, decision, votes }: Incident) {
  if (decision !== null) return [say`${strong(`Recorded for ${id}.`)} ${decisionSentence(decision)}`];
  return [
    say`${strong(`Your vote on ${id} is recorded.`)} ${votes.length} so far; policy asks for more than one before anything happens.`,
  ];
}

function votedOn(claim: FormClaim): Pick<FilledVote, 'incident' | 'choice' | 'revision' | 'digest'> | null {
  const choice = Choice.safeParse(claim.action).data;
  const { incident, revision, digest } = claim;
  if (choice === undefined || incident === undefined || revision === undefined || digest === undefined) return null;
  return { incident, choice, revision, digest };
}

function typedMistake(typed: string | undefined, expected: string | undefined): FieldErrors {
  if (expected === undefined || typed === expected) return {};
  return { [voteFields.typed]: `That differs. To approve, type exactly: ${expected}` };
}

function reopenMistake(reopenAt: Instant, now: Date): FieldErrors {
  return Date.parse(reopenAt) > now.getTime()
    ? {}
    : { [voteFields.reopenAt]: 'Please choose a time that still lies ahead.' };
}
