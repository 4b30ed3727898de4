import { LossReport, rowsLost } from '../../../src/domain/loss.ts';
import { askDatabase } from '../../cluster/with-client.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { headOf } from '../../party/checkout.ts';
import type { Party } from '../../party/start.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import {
  approve,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCard,
  waitForRecovery,
} from '../acts.ts';
import { lastPlan, outcomeOf, usualDurations } from '../journal-facts.ts';
import type { Claim, Story } from '../story.ts';
import { entriesAreThere, serviceAnswers } from './claims.ts';

/** The team gives the migration up; the backup of before phase 4 and the commit of then come back together (P4, P8). */
export const partyUndo: Story<Party> = {
  name: 'undo',
  title: 'The team abandons the migration: the backup of before phase 4, and the code of then',
  mishap: 'many-orphans',
  prepare: async () => ({ unreleased: true }),
  async play(world, say) {
    const { service } = world;
    const before = await readLegacy(world);
    const acknowledged = [...service.acknowledged()];
    say('Party is at phase 3. Sam takes a backup before phase 4: /backup take party');
    await takeBackup(world);
    await service.finishMigration();
    say('Phases 4 and 5 go out, and users go on enrolling');
    const written = await enrol(world);
    await declareIncident(world, {
      seen: 'The team abandons the Party migration: partner kennels cannot work with it.',
      errorOutput: '',
      correlationIds: '',
      speaksFor: ['migration-failed', 'not-fixable-in-time'],
    });
    const card = await waitForCard(world);
    const incident = incidentOn(card);
    say('The card says what it costs: every row since the backup. Dana approves and types the name of the service');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Party is back');

    const claims = [
      legacyIsBack(before, await readLegacy(world)),
      matchingCommit(await headOf(service.checkout), service.commits.phase3),
      await entriesAreThere(world, acknowledged),
      await serviceAnswers(world),
    ];
    await closeIncident(world, incident, 'Partner kennels were not asked. The migration is planned anew.');
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const stated = rowsLost(LossReport.parse(lastPlan(entries).statedLoss));
    const exported = Number(outcomeOf(entries, 'count-final-loss')['exportedRows']);
    return {
      incident,
      entries,
      claims: [...claims, await costWasTold(world, { card: visibleText(card), stated, exported, written }), verdict],
      durationsMs: usualDurations(entries),
      loss: { 'rows-stated-at-the-vote': stated, 'rows-exported': exported },
    };
  },
};

/** A user enrols now. An id alone proves nothing later: after a restore it is given out again. */
async function enrol({ service }: World<Party>): Promise<string> {
  const response = await fetch(`${service.baseUrl}/api/waitlist`, { method: 'POST' });
  const { id } = (await response.json()) as { id: number };
  const [row] = await askDatabase(
    service.ownerUrl,
    `SELECT "createdAt"::text AS at FROM "WaitlistEntry" WHERE id = ${id}`,
  );
  return String(row?.['at']);
}

/** What phase 4 drops, renames and takes out of an enum; null where it is not there. */
async function readLegacy({ service }: World<Party>): Promise<Record<string, unknown>> {
  const [found] = await askDatabase(
    service.ownerUrl,
    `SELECT (SELECT sum((to_jsonb(w) ->> 'contactId')::bigint)::float8 FROM "WaitlistEntry" w WHERE id <= 40) AS contacts,
       (SELECT count(*)::int FROM pg_attribute WHERE attrelid = '"Party"'::regclass AND attname = 'type') AS type_columns,
       enum_range(NULL::"WaitlistStatus")::text AS statuses,
       (SELECT string_agg(migration_name, ', ' ORDER BY migration_name) FROM "_prisma_migrations") AS ledger`,
  );
  return found ?? {};
}

function legacyIsBack(before: Record<string, unknown>, now: Record<string, unknown>): Claim {
  return {
    claim: 'columns with their values, the name of before, the enum value and the ledger are as before phase 4',
    held: before['contacts'] !== null && JSON.stringify(now) === JSON.stringify(before),
    say: `contactId sums to ${before['contacts']} → ${now['contacts']}, ${now['statuses']}`,
  };
}

function matchingCommit(commit: string, phase3: string): Claim {
  return { claim: 'the code of before phase 4 runs', held: commit === phase3, say: commit.slice(0, 12) };
}

/** P8: the cost stands on the card before the vote; what is given up is exported, and really gone. */
async function costWasTold(
  { service }: World<Party>,
  told: { readonly card: string; readonly stated: number; readonly exported: number; readonly written: string },
): Promise<Claim> {
  const [row] = await askDatabase(
    service.ownerUrl,
    `SELECT count(*)::int AS n FROM "WaitlistEntry" WHERE "createdAt" = '${told.written}'`,
  );
  const held =
    told.stated > 0 &&
    told.card.includes('It loses what was written since') &&
    told.exported >= told.stated &&
    row?.['n'] === 0;
  return {
    claim: 'what users wrote since the backup was counted before the vote, exported, and given up',
    held,
    say: `${told.stated} rows stated, ${told.exported} exported`,
  };
}
