import { ask } from '../../adapters/http/ask.ts';
import { passed, perService, skipped, warned } from './probe.ts';

const timeoutMs = 10_000;

/** The service answers at its address, whatever it says. It may be down for good reasons, so this only warns. */
export const smokeProbe = perService('smoke', async ({ smoke }, { effort }) => {
  if (smoke === undefined)
    return [skipped('no smoke checks are configured: nothing would prove that the service works')];
  const reply = await ask({ method: 'GET', url: smoke.base_url, headers: {}, body: null, timeoutMs }, effort.signal);
  if (reply.kind === 'answered') return [passed(`${smoke.base_url} answers (${reply.status} in ${reply.ms} ms)`)];
  return [warned(`${smoke.base_url}: ${reply.why}`, 'Check base_url, and that this machine may reach it.')];
});
