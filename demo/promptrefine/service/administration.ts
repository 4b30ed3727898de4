import { z } from 'zod';
import { type Call, Refusal, type Reply } from './http.ts';
import type { Maintenance } from './maintenance.ts';
import { sameText } from './sessions.ts';

/** What the operator's requests may change. */
export interface Office {
  readonly adminToken: string;
  readonly maintenance: Maintenance;
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
    const wanted = z.object({ on: z.boolean() }).safeParse(call.body);
    if (!wanted.success) throw new Refusal(400, 'send {"on": true} or {"on": false}');
    office.maintenance.set(wanted.data.on);
    return { status: 200, body: health(office) };
  }
  if (request === 'POST /admin/reload') {
    office.reload();
    return { status: 200, body: health(office) };
  }
  throw new Refusal(404, 'there is no such path');
}

function health(office: Office): object {
  return { service: 'promptrefine', commit: office.commit(), maintenance: office.maintenance.isOn() };
}
