import { RecourseError } from '../../domain/errors.ts';
import type { Webhooks } from '../../ports/webhooks.ts';
import { ask } from './ask.ts';

const timeoutMs = 10_000;

/** Posts JSON to one address, once: a repeat is the caller's decision, who knows whether it does harm. */
export const webhooks: Webhooks = {
  async post({ url, token, body }, { signal }) {
    const headers = {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const reply = await ask({ method: 'POST', url, headers, body: JSON.stringify(body), timeoutMs }, signal);
    if (reply.kind === 'answered') return { status: reply.status };
    // Only the host is named: the path of a webhook is often its password.
    const { host } = new URL(url);
    throw new RecourseError(`${host} gave no answer: ${reply.why}.`, {
      code: 'check-failed',
      hint: 'Check that the address is right and that this machine may reach it.',
      facts: { host, neverSent: reply.neverSent },
    });
  },
};
