import { z } from 'zod';
import { type Call, Refusal, type Reply } from './http.ts';
import type { Maintenance } from './maintenance.ts';
import { sameText } from './sessions.ts';
import type { TestRuns } from './test-runs.ts';

/** What the operator's requests may change. */
export interface Office {
  readonly adminToken: string;
  readonly maintenance: Maintenance;
  readonly testRuns: Pick<TestRuns, 'areOff' | 'set'>;
  commit(): string;
  /** Takes up the commit that is checked out now. */
  reload(): void;
}

/** Answers health and administration requests; undefined when the path is neither. */
export function administer(office: Office, call: Call): Reply | undefined {
  const request = `${call.method} ${call.path}`;
  if (request === 'GET /healthz') return { status: 200, body: health(office) };
  if (!call.path.startsWith('/admin/')) return undefined;
  if (!sameText(call.bearer ?? '', office.adminToken)) throw new Refusal(403, 'this needs the administrator’s token');
  if (request === 'POST /admin/maintenance') {
    office.maintenance.set(wantedOn(call));
    return { status: 200, body: health(office) };
  }
  if (request === 'POST /admin/test-runs') office.testRuns.set(wantedOn(call));
  if (call.path === '/admin/test-runs') return { status: 200, body: { on: !office.testRuns.areOff() } };
  if (request === 'POST /admin/reload') {
    office.reload();
    return { status: 200, body: health(office) };
  }
  throw new Refusal(404, 'there is no such path');
}

function wantedOn({ body }: Call): boolean {
  const wanted = z.object({ on: z.boolean() }).safeParse(body);
  if (wanted.success) return wanted.data.on;
  throw new Refusal(400, 'send {"on": true} or {"on": false}');
}

function health(office: Office): object {
  return { service: 'promptrefine', commit: office.commit(), maintenance: office.maintenance.isOn() };
}
