import { onTestFinished } from 'vitest';
import type { Fault as ApiFault } from '../../../demo/providers/faults.ts';
import { startGithub } from '../../../demo/providers/github/github-server.ts';

/** What goes wrong with the next request that changes something: a status with headers, or a cut before or after it happened. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'cut-before'
  /** It happened, then this; nobody is answered. */
  | { readonly after: () => void }
  | 'cut-after';

/** Reads always work: what goes wrong is a change. */
const changes = /^(POST|PATCH) /;

/** The demo's server of issues on loopback, for one test. */
export async function githubWire() {
  const github = await startGithub('acme/shop');
  onTestFinished(() => github.close());
  const faults = {
    push(...given: readonly Fault[]): void {
      for (const fault of given) github.faults.add(changes, toApiFault(fault));
    },
  };
  const { issues, asked, repository, token, url: apiUrl } = github;
  return { issues, asked, faults, wishes: { repository, token, apiUrl } };
}

function toApiFault(fault: Fault): ApiFault {
  if (typeof fault === 'object' && 'after' in fault) return { kind: 'cut', carriedOut: true, after: fault.after };
  if (typeof fault === 'object') return { kind: 'answer', ...fault, body: { message: 'no' } };
  return { kind: 'cut', carriedOut: fault === 'cut-after' };
}
