import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { FreezeMethod } from '../../domain/policy-file/databases.ts';
import type { Commands } from '../../ports/outside.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Webhooks } from '../../ports/webhooks.ts';
import type { FreezeMethodPort } from './freeze-method.ts';
import { type Bouncer, isBouncerPaused, pauseBouncer, resumeBouncer } from './pgbouncer.ts';

type Of<Name extends FreezeMethod['method']> = Extract<FreezeMethod, { method: Name }>;

/** The service's own maintenance mode, switched by its commands. Whether it is on, only the service knows. */
export function createCommandFreeze(method: Of<'command'>, commands: Commands): FreezeMethodPort {
  const run = async (which: 'freeze' | 'resume', effort: Effort): Promise<Finding[]> => {
    const line = method[which];
    const { exitCode, output } = await commands.run(line, {}, effort);
    const say = `${line.run.join(' ')} ended with ${exitCode}.`;
    if (exitCode === 0) return [{ check: `${which}-command`, result: 'passed', say }];
    throw new RecourseError(`The ${which} command failed: ${say}`, {
      code: 'command-failed',
      hint: `Run it by hand and read what it says: ${output.slice(-300)}`,
      facts: { command: line.run.join(' '), exitCode },
    });
  };
  return {
    name: 'command',
    barrier: 'good-will',
    local: false,
    freeze: (effort) => run('freeze', effort),
    isHeld: async () => true,
    resume: (effort) => run('resume', effort),
  };
}

/** The service's own maintenance mode, switched by HTTP. */
export function createWebhookFreeze(
  method: Of<'webhook'>,
  webhooks: Webhooks,
  secretOf: (name: string) => string,
): FreezeMethodPort {
  const post = async (which: 'freeze' | 'resume', effort: Effort): Promise<Finding[]> => {
    const token = method.token_env === undefined ? null : secretOf(method.token_env);
    const body = which === 'freeze' ? method.freeze_body : method.resume_body;
    const { status } = await webhooks.post({ url: method.url, token, body }, effort);
    const say = `${new URL(method.url).host} answered ${status} to the ${which} request.`;
    if (status >= 200 && status < 300) return [{ check: `${which}-webhook`, result: 'passed', say }];
    throw new RecourseError(say, {
      code: 'check-failed',
      hint: 'Switch the service’s maintenance mode by hand, or look at its log, then retry the step.',
      facts: { status },
    });
  };
  return {
    name: 'webhook',
    barrier: 'good-will',
    local: false,
    freeze: (effort) => post('freeze', effort),
    isHeld: async () => true,
    resume: (effort) => post('resume', effort),
  };
}

/** PgBouncer's PAUSE: clients that come through it wait; others do not notice. */
export function createBouncerFreeze(bouncer: Bouncer): FreezeMethodPort {
  const finding = (say: string): Finding => ({ check: 'pgbouncer', result: 'passed', say });
  return {
    name: 'pgbouncer',
    barrier: 'good-will',
    local: false,
    freeze: async (effort) => {
      await pauseBouncer(bouncer, effort.tag);
      return [finding(`PgBouncer holds back the clients of ${bouncer.database}.`)];
    },
    isHeld: (tag) => isBouncerPaused(bouncer, tag).catch(() => false),
    resume: async (effort) => {
      await resumeBouncer(bouncer, effort.tag);
      return [finding(`PgBouncer lets the clients of ${bouncer.database} go on.`)];
    },
  };
}
