import type { z } from 'zod';
import { RecourseError } from '../../../domain/errors.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { Programs } from '../../../ports/outside.ts';
import type { Effort } from '../../../ports/run-tag.ts';

type Target = TargetOf<'kubernetes'>;

export interface Kubectl {
  get<Found>(what: readonly string[], schema: z.ZodType<Found>, effort: Effort): Promise<Found>;
  /** `unknown` where the cluster may or may not have taken it. */
  undo(
    revision: number,
    effort: Effort,
  ): Promise<{ readonly kind: 'taken' } | { readonly kind: 'unknown'; readonly why: string }>;
}

/** kubectl ends itself after the request's timeout; it is ended from outside only where that fails. */
const graceMs = 15_000;

/** What kubectl says when the cluster gave no answer, in any version of it. */
const noAnswer =
  /unable to connect|connection (to the server .* )?was refused|timeout|timed out|deadline exceeded|EOF|connection reset|no route to host|TLS handshake/i;

/** kubectl against one context and namespace, by argument arrays only (I7). */
export function createKubectl(target: Target, commands: Programs): Kubectl {
  const { kubeconfig, context, namespace, request_timeout: timeoutMs, env } = target;
  const where = [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    `--context=${context}`,
    `--namespace=${namespace}`,
    `--request-timeout=${Math.max(1, Math.ceil(timeoutMs / 1_000))}s`,
  ];
  const run = (args: readonly string[], effort: Effort) =>
    commands.read({ run: ['kubectl', ...where, ...args], timeout: timeoutMs + graceMs, env: [...env] }, effort);
  return {
    async get(what, schema, effort) {
      const { exitCode, stdout, output } = await run(['get', ...what, '--output=json'], effort);
      if (exitCode !== 0) throw inWords(target, `get ${what.join(' ')}`, output);
      const found = schema.safeParse(parsed(stdout));
      if (found.success) return found.data;
      throw unreadable(target, what.join(' '), found.error.issues[0]?.message ?? '');
    },
    async undo(revision, effort) {
      const args = ['rollout', 'undo', `deployment/${target.deployment}`, `--to-revision=${revision}`];
      const { exitCode, output } = await run(args, effort);
      if (exitCode === 0) return { kind: 'taken' };
      if (noAnswer.test(output)) return { kind: 'unknown', why: lastWords(output) };
      throw inWords(target, 'roll back', output);
    },
  };
}

/** What kubectl said, and what to do about it. */
function inWords({ context, namespace, deployment, name }: Target, what: string, output: string): RecourseError {
  const said = lastWords(output);
  const [code, hint] = hintFor(said, { context, namespace, deployment });
  return new RecourseError(`kubectl could not ${what}: ${said}`, {
    code,
    hint,
    facts: { target: name, context, namespace, deployment },
  });
}

function hintFor(
  said: string,
  { context, namespace, deployment }: Pick<Target, 'context' | 'namespace' | 'deployment'>,
): readonly ['provider-refused' | 'provider-unreachable', string] {
  if (/Unauthorized|must be logged in|provide credentials/i.test(said))
    return ['provider-refused', `Log the user of Recourse in to the context ${context} again.`];
  if (/Forbidden|cannot (get|list|patch|update)/i.test(said))
    return [
      'provider-refused',
      `In ${namespace} it needs get, list and patch on deployments, and list on replicasets.`,
    ];
  if (/context .* does not exist|context was not found/i.test(said))
    return ['provider-refused', `Correct \`context\`: ${context} is not in the kubeconfig.`];
  if (/NotFound|not found/i.test(said))
    return ['provider-refused', `Correct \`deployment\` and \`namespace\`: expected ${deployment} in ${namespace}.`];
  if (noAnswer.test(said))
    return ['provider-unreachable', 'Look whether the cluster can be reached from this machine.'];
  return ['provider-refused', 'Try the same by hand with kubectl, and look at what it says.'];
}

function unreadable({ name }: Target, what: string, why: string): RecourseError {
  return new RecourseError(`What kubectl says of ${what} is not in the documented form: ${why}`, {
    code: 'provider-unreachable',
    hint: 'Recourse reads apps/v1 Deployments; look whether this kubectl and cluster are of this decade.',
    facts: { target: name },
  });
}

/** Lines that kubectl's own log begins with a letter and a date: they repeat the error in the words of its programmers. */
const ownLog = /^[EWI]\d{4} .*$/gm;

function lastWords(output: string): string {
  return output.replaceAll(ownLog, '').trim().slice(-400) || output.trim().slice(-400) || 'it said nothing';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what is missing
  }
}
