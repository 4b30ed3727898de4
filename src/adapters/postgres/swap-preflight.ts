import type pg from 'pg';
import type { SwapIntent } from '../../domain/database.ts';
import type { Finding } from '../../domain/finding.ts';
import { listSessions } from './swap-gate.ts';
import { judgeStanding, lookAtSwap } from './swap-move.ts';

const nameBytesMax = 63;

/** Names everything that would break or block the swap; asked from the control database, touches nothing. */
export async function inspectSwap(control: pg.Client, intent: SwapIntent): Promise<Finding[]> {
  const inPlace = await checkPlaces(control, intent);
  if (inPlace.result === 'failed') return [inPlace];
  return [
    inPlace,
    await checkKeptName(control, intent),
    await checkLikeness(control, intent),
    await checkRights(control, intent),
    await checkPreparedTransactions(control, intent),
    await checkSessions(control, intent),
    ...(await checkReplication(control, intent)),
  ];
}

function passed(check: string, say: string): Finding {
  return { check, result: 'passed', say };
}

function failed(check: string, say: string, hint: string): Finding {
  return { check, result: 'failed', say, hint };
}

async function checkPlaces(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const check = 'swap-places';
  const sight = await lookAtSwap(control, intent);
  const standing = judgeStanding(intent, sight);
  if (standing === 'swapped') return passed(check, `${intent.copyName} is production already.`);
  const ready = standing !== 'cannot-tell' && sight.copyName === intent.copyName;
  if (ready) return passed(check, `${intent.productionName} and ${intent.copyName} stand where they were.`);
  return failed(
    check,
    `Database ${intent.productionOid} is called ${sight.productionName ?? '(gone)'} and ${intent.copyOid} is called ${sight.copyName ?? '(gone)'}; expected ${intent.productionName} and ${intent.copyName} on the same server.`,
    'Somebody renamed, dropped or replaced a database, or the URL leads to another server. Prepare the plan again.',
  );
}

async function checkKeptName(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const check = 'kept-name';
  const bytes = Buffer.byteLength(intent.keptName, 'utf8');
  const { rows } = await control.query<{ oid: string }>('SELECT oid FROM pg_database WHERE datname = $1', [
    intent.keptName,
  ]);
  const taken = rows[0] !== undefined && Number(rows[0].oid) !== intent.productionOid;
  if (bytes <= nameBytesMax && !taken) return passed(check, `${intent.keptName} is free.`);
  const why = taken ? 'is taken by another database' : `has ${bytes} bytes and would be cut at ${nameBytesMax}`;
  return failed(check, `The name ${intent.keptName} ${why}.`, 'Choose another name for the replaced database.');
}

/** The copy must feel like production to every client: same owner, encoding and order of text. */
async function checkLikeness(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const check = 'likeness';
  const { rows } = await control.query<{ facts: Record<string, unknown> }>(
    `SELECT jsonb_strip_nulls(jsonb_build_object('owner', datdba::regrole::text, 'encoding', pg_encoding_to_char(encoding),
              'collate', datcollate, 'ctype', datctype, 'provider', to_jsonb(d)->'datlocprovider',
              'locale', coalesce(to_jsonb(d)->'datlocale', to_jsonb(d)->'daticulocale'))) AS facts
       FROM pg_database d WHERE oid = ANY($1::oid[]) ORDER BY oid = $2 DESC`,
    [[intent.productionOid, intent.copyOid], intent.productionOid],
  );
  const [production, copy] = rows.map((row) => row.facts);
  const differing = Object.keys({ ...production, ...copy }).filter((key) => production?.[key] !== copy?.[key]);
  if (differing.length === 0) return passed(check, 'Owner, encoding and collation are the same.');
  const said = differing.map((key) => `${key} ${production?.[key] ?? 'none'} ≠ ${copy?.[key] ?? 'none'}`).join(', ');
  return failed(check, `The copy differs from production: ${said}.`, 'Bring the copy to parity, or restore it anew.');
}

async function checkRights(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const { rows } = await control.query<{ statement: string }>(
    `SELECT format('GRANT %I TO %I;', d.datdba::regrole::text, current_user) AS statement
       FROM pg_database d WHERE d.oid = ANY($1::oid[]) AND NOT pg_has_role(d.datdba, 'USAGE')
     UNION SELECT format('ALTER ROLE %I CREATEDB;', current_user) FROM pg_roles
            WHERE rolname = current_user AND NOT rolcreatedb AND NOT rolsuper
     UNION SELECT format('GRANT pg_signal_backend TO %I;', current_user)
            WHERE NOT pg_has_role('pg_signal_backend', 'USAGE')`,
    [[intent.productionOid, intent.copyOid]],
  );
  if (rows.length === 0) return passed('swap-rights', 'Our role owns both databases and may rename and drain them.');
  const statements = rows.map((row) => row.statement).join(' ');
  return failed('swap-rights', 'Our role lacks rights that the swap needs.', `Run as a superuser: ${statements}`);
}

async function checkPreparedTransactions(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const check = 'prepared-transactions';
  const { rows } = await control.query<{ say: string }>(
    `SELECT format('%L of %s in %s', gid, owner, database) AS say FROM pg_prepared_xacts WHERE database = ANY($1)`,
    [[intent.productionName, intent.copyName]],
  );
  if (rows.length === 0) return passed(check, 'No prepared transaction stands in the way.');
  return failed(
    check,
    `Prepared transactions block the rename: ${rows.map((row) => row.say).join('; ')}.`,
    'Decide each with COMMIT PREPARED or ROLLBACK PREPARED, connected to that database.',
  );
}

async function checkSessions(control: pg.Client, intent: SwapIntent): Promise<Finding> {
  const check = 'sessions';
  const sessions = await listSessions(control, [intent.productionOid, intent.copyOid]);
  const stuck = sessions.filter((session) => !session.mayEnd).map((session) => session.say);
  if (stuck.length === 0) return passed(check, `${sessions.length} sessions will be ended; all of them can be.`);
  return failed(
    check,
    `Sessions that we may not end: ${stuck.join('; ')}.`,
    'Close them, or let a superuser end them: SELECT pg_terminate_backend(pid);',
  );
}

async function checkReplication(control: pg.Client, intent: SwapIntent): Promise<Finding[]> {
  const { rows } = await control.query<{ check: string; blocks: boolean; say: string }>(
    `SELECT 'replication-slots' AS check, active AS blocks,
            format('Slot %s (%s) belongs to %s and stays with the replaced database', slot_name,
                   CASE WHEN active THEN 'in use' ELSE 'idle' END, database) AS say
       FROM pg_replication_slots WHERE database = ANY($1)
     UNION ALL
     SELECT 'subscriptions', subenabled, format('Subscription %s of %s stays with that database', subname, d.datname)
       FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE s.subdbid = ANY($2::oid[])`,
    [
      [intent.productionName, intent.copyName],
      [intent.productionOid, intent.copyOid],
    ],
  );
  if (rows.length === 0) return [passed('replication', 'No logical slot and no subscription.')];
  return rows.map(({ check, blocks, say }) => ({
    check,
    result: blocks ? 'failed' : 'warned',
    say: `${say}${blocks ? ', and its process keeps the database in use' : ''}.`,
    hint: blocks
      ? 'Stop the subscriber, or ALTER SUBSCRIPTION … DISABLE, then retry. Make it anew after the promotion.'
      : 'Make it anew on the promoted database afterwards.',
  }));
}
