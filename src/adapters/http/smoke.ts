import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../../domain/finding.ts';
import { pointAt } from '../../domain/json-pointer.ts';
import type { SmokeCheck } from '../../domain/policy-file/recovery.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { neededValues, readOnlyChecks } from '../../domain/policy-file/smoke-order.ts';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import type { Question, Reply } from '../../ports/http.ts';
import type { SmokeChecks } from '../../ports/outside.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { ask } from './ask.ts';
import { fillBody, fillPath } from './fill-request.ts';
import { describeReply, judgeReply } from './smoke-words.ts';

/** What smoke checks are made of. */
export interface SmokeGround {
  readonly policy: NonNullable<ServicePolicy['smoke']>;
  readonly valueOf: (variable: string) => string;
  readonly strikeSecrets: StrikeSecrets;
}

const retryEveryMs = 500;

/** One pass over the checks: what was kept so far, and until when a service may still be starting. */
interface Round {
  readonly ground: SmokeGround;
  readonly effort: Effort;
  readonly kept: Map<string, string | number | boolean>;
  /** In ms of `performance.now()`. */
  readonly patientUntil: number;
}

/**
 * Asks the configured checks in order; one check's kept values serve the later ones. A round of read-only checks asks
 * each once, so that a watch sees what users see; a full round is patient with a service that is still starting.
 */
export function createSmokeChecks(ground: SmokeGround): SmokeChecks {
  return {
    async run({ readOnly }, effort) {
      const { checks, ready_within: readyWithinMs } = ground.policy;
      const asked = readOnly ? readOnlyChecks(checks) : checks;
      const patientUntil = performance.now() + (readOnly ? 0 : readyWithinMs);
      const round: Round = { ground, effort, kept: new Map(), patientUntil };
      const findings: Finding[] = [];
      for (const check of checks) {
        if (!asked.includes(check)) findings.push(skipped(check, 'it writes, or needs what a check that writes gives'));
        else findings.push(await askCheck(check, round));
      }
      return findings;
    },
  };
}

async function askCheck(check: SmokeCheck, round: Round): Promise<Finding> {
  const missing = neededValues(check).filter((name) => !round.kept.has(name));
  if (missing.length > 0) return skipped(check, `no earlier check gave ${missing.join(', ')}`);
  const question = questionOf(check, round);
  round.effort.progress(check.name);
  const reply = await askPatiently(check, question, round);
  const verdict = judgeReply(check, reply);
  const unkept = verdict === null ? keepValues(check, reply, round) : [];
  const why = unkept.length > 0 ? `the answer holds nothing at ${unkept.join(', ')}` : verdict;
  const say = describeReply(check, withoutSecrets(reply, round.ground.strikeSecrets), why);
  return why === null
    ? { check: check.name, result: 'passed', say }
    : { check: check.name, result: 'failed', say, hint: 'Look at the service’s log, then try again.' };
}

function questionOf(check: SmokeCheck, { ground, kept }: Round): Question {
  const secret = Object.entries(check.secret_headers).map(
    ([name, variable]) => [name, ground.valueOf(variable)] as const,
  );
  const body = check.body === undefined ? null : JSON.stringify(fillBody(check.body, kept));
  return {
    method: check.method,
    url: ground.policy.base_url.replace(/\/+$/, '') + fillPath(check.path, kept),
    headers: {
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...check.headers,
      ...Object.fromEntries(secret),
    },
    body,
    timeoutMs: check.timeout,
  };
}

/** Asks again while the service may still be starting; one that writes only where the first try certainly did nothing. */
async function askPatiently(check: SmokeCheck, question: Question, { effort, patientUntil }: Round): Promise<Reply> {
  for (;;) {
    const reply = await ask(question, effort.signal);
    if (judgeReply(check, reply) === null || !mayAskAgain(check, reply)) return reply;
    if (performance.now() + retryEveryMs > patientUntil) return reply;
    await pause(retryEveryMs, undefined, { signal: effort.signal });
  }
}

function mayAskAgain(check: SmokeCheck, reply: Reply): boolean {
  if (check.method === 'GET') return true;
  return reply.kind === 'unanswered' ? reply.neverSent : reply.status === 503;
}

/** Keeps what the check says is to be kept; returns the pointers that lead nowhere. */
function keepValues(check: SmokeCheck, reply: Reply, { kept }: Round): string[] {
  const wanted = Object.entries(check.keep);
  if (wanted.length === 0 || reply.kind === 'unanswered') return [];
  const document = parseJson(reply.text);
  return wanted.flatMap(([name, pointer]) => {
    const value = pointAt(document, pointer);
    if (value === undefined || isDots(value)) return [pointer];
    kept.set(name, value);
    return [];
  });
}

/** An address reads these as "here" and "one folder up", encoded or not, so they could never stand in a path. */
function isDots(value: string | number | boolean): boolean {
  return value === '.' || value === '..';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: every pointer into it leads nowhere, which the finding says
  }
}

/** Struck before the answer is cut to its beginning, so that the cut cannot go through a secret and leave half of it. */
function withoutSecrets(reply: Reply, strike: StrikeSecrets): Reply {
  if (reply.kind === 'unanswered') return reply;
  const { text, correlationId } = reply;
  return { ...reply, text: strike(text), correlationId: correlationId === null ? null : strike(correlationId) };
}

function skipped(check: SmokeCheck, why: string): Finding {
  return { check: check.name, result: 'skipped', say: `${check.name} was not asked: ${why}` };
}
