import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { WebTools } from '../deploy-tools.ts';
import { createVendorApi, type VendorApi } from './vendor-api.ts';
import type { Asked } from './vendor-errors.ts';

/** The part of a target's policy that says how its vendor is reached. */
type Reached = Pick<TargetOf<'render' | 'vercel'>, 'token_env' | 'api_url' | 'request_timeout' | 'look_every'>;

/** A vendor's web API as policy says it is reached; `asked` words its errors. The token is read now and kept nowhere else. */
export function openVendorApi(
  target: Reached,
  tools: WebTools,
  named: { readonly vendor: string; readonly thing: string },
): { readonly api: VendorApi; readonly asked: Asked } {
  const asked = { ...named, tokenVariable: target.token_env, strikeSecrets: tools.strikeSecrets };
  const api = createVendorApi({
    ...asked,
    ask: tools.ask,
    url: target.api_url.replace(/\/$/, ''),
    token: tools.valueOf(target.token_env),
    timeoutMs: target.request_timeout,
    paceMs: target.look_every,
  });
  return { api, asked };
}
