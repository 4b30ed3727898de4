import { askDatabase } from '../../cluster/with-client.ts';
import type { DigitalTwin } from '../../digitaltwin/start.ts';
import type { World } from '../../host/world.ts';
import { readDockerState } from '../../providers/docker/docker-state.ts';
import type { Claim } from '../story.ts';

/** Counts the people whose row holds this condition, past Recourse. */
export async function countPeople({ service }: World<DigitalTwin>, condition: string): Promise<number> {
  const [row] = await askDatabase(service.ownerUrl, `SELECT count(*)::int AS people FROM users WHERE ${condition}`);
  return Number(row?.['people']);
}

/** Looks at the database itself, not at what Recourse says of it (S5). */
export async function schemaIsBack({ service }: World<DigitalTwin>): Promise<Claim[]> {
  const [found] = await askDatabase(
    service.ownerUrl,
    `SELECT (SELECT string_agg(relname::text, ', ' ORDER BY relname) FROM pg_class
         WHERE relname IN ('digital_twins', 'knowledge_bases', 'handover_notifications') AND relkind = 'r') AS tables,
       array_to_string(enum_range(NULL::conversation_status), ', ') AS statuses`,
  );
  const tables = String(found?.['tables']);
  const statuses = String(found?.['statuses']);
  return [
    { claim: 'the tables are those of before', held: tables === 'digital_twins, handover_notifications', say: tables },
    { claim: 'the enum has its value back', held: statuses.includes('handed_over'), say: statuses },
  ];
}

export async function peopleCanChat({ service }: World<DigitalTwin>): Promise<Claim> {
  const { chatStatus, commit } = await service.state();
  return {
    claim: 'people can chat, on the code that fits',
    held: chatStatus === 201 && commit === service.commits.twins,
    say: `POST /api/chat answers ${chatStatus} on ${commit?.slice(0, 7)}`,
  };
}

/** S2: stopped first, and the previous version built and started afterwards. */
export function stoppedFirst({ service }: World<DigitalTwin>): Claim {
  const { calls } = readDockerState(service.dockerState);
  const done = calls.flatMap((call) => /^compose (stop|build|up)/.exec(call)?.[1] ?? []);
  const since = done.slice(done.indexOf('stop'));
  return {
    claim: 'the services were stopped first, and the earlier version built and started',
    held: since[0] === 'stop' && since.indexOf('build') > 0 && since.indexOf('up') > since.indexOf('build'),
    say: since.join(', '),
  };
}
