import { PlannedScripts } from '../../../src/domain/down-scripts.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { askDatabase } from '../../cluster/with-client.ts';
import type { DigitalTwin } from '../../digitaltwin/start.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { readDockerState } from '../../providers/docker/docker-state.ts';
import { demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import {
  approve,
  choosePath,
  closeIncident,
  declareIncident,
  incidentOn,
  takeBackup,
  waitForCard,
  waitForCardSaying,
  waitForRecovery,
  waitForSaying,
} from '../acts.ts';
import { lookAfter } from '../aftercare.ts';
import { betweenMs, entryOf } from '../journal-facts.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';

type TwinWorld = World<DigitalTwin>;

/** A transformation in three migrations breaks the chat; the team's rollback scripts take it back, after a rehearsal (S1–S6). */
export const downScriptsStory: Story<DigitalTwin> = {
  name: 'down-scripts',
  title: 'Three migrations are taken back by their rollback scripts; people without a password stand in the way',
  mishap: 'transformation',
  async play(world, say) {
    const { service } = world;
    say('Sam takes a backup before the release: /backup take digitaltwin');
    await takeBackup(world);
    say('The transformation goes out: migrations 010, 011 and 012. Three people sign in with Google');
    await service.transform();
    for (let person = 0; person < 3; person += 1) await service.signUp();
    const broken = await service.state();
    say(`POST /api/chat answers ${broken.chatStatus}: ${broken.chatError}`);

    say('Sam declares: /incident declare digitaltwin');
    await declareIncident(world, {
      seen: `Nobody can chat since the release: POST /api/chat answers ${broken.chatStatus}.`,
      errorOutput: broken.chatError,
      correlationIds: '',
      speaksFor: ['critical-function-broken'],
    });
    const first = await waitForCard(world);
    const incident = incidentOn(first);

    say('Dana chooses the rollback scripts, back to before 010');
    await choosePath(world, {
      path: 'down-scripts',
      from: '010',
      why: 'The chat is broken, and we have scripts for it.',
    });
    const asked = await waitForSaying(world, 'nobody has chosen what becomes of them');
    say('Recourse counts first: 3 people have no password, and script 012 would fail on them');
    await choosePath(world, {
      path: 'down-scripts',
      from: '010',
      'guard-without-password': 'temporary-password',
      why: 'They get a temporary password and a mail.',
    });
    const card = await waitForCardSaying(world, 'It runs');
    say('The scripts ran on a fresh copy of production. Dana approves and types the name of the service');
    await approve(world, demoPeople.lead.id, card);
    await waitForRecovery(world, incident);
    say('The headline says that Digital Twin is back');

    const claims = [
      claim('the service was really broken', broken.chatStatus === 500, `POST /api/chat answered ${broken.chatStatus}`),
      countedFirst(visibleText(asked)),
      ...(await schemaIsBack(world)),
      await serviceAnswers(world),
      stoppedFirst(world),
    ];
    await closeIncident(world, incident, 'The chat wrote a sender that the enum does not have.', {
      'went-well': 'The scripts had been written with the migrations, and ran on a copy first.',
      'went-badly': 'Nobody chatted on staging after the release was built.',
    });
    const means = 'Who signed up with Google sets a password by “Forgot password”.';
    const aftercare = await lookAfter(world, incident, means, say);
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    return ending(incident, entries, [...claims, ...aftercare, verdict]);
  },
};

function claim(what: string, held: boolean, say: string): Claim {
  return { claim: what, held, say };
}

function countedFirst(said: string): Claim {
  const found = /012_oauth_support_fixed\.sql: 3 people without a password/.test(said);
  return claim(
    'rows in the way are counted, and a person says what becomes of them (S4)',
    found,
    found ? '3 people without a password' : said,
  );
}

/** Looks at the database itself, not at what Recourse says of it (S5). */
async function schemaIsBack({ service }: TwinWorld): Promise<Claim[]> {
  const ask = async (sql: string) => Object.values((await askDatabase(service.ownerUrl, sql))[0] ?? {})[0];
  const tables = await ask(`SELECT string_agg(relname::text, ', ' ORDER BY relname) FROM pg_class
    WHERE relname IN ('digital_twins', 'knowledge_bases', 'handover_notifications') AND relkind = 'r'`);
  const statuses = await ask(`SELECT array_to_string(enum_range(NULL::conversation_status), ', ')`);
  const people = await ask(`SELECT count(*)::int FROM users WHERE password_hash LIKE '%TEMPORARY%'`);
  return [
    claim('the tables are those of before', tables === 'digital_twins, handover_notifications', String(tables)),
    claim('the enum has its value back', String(statuses).includes('handed_over'), String(statuses)),
    claim('nobody was deleted', people === 3, `${people} people have a temporary password`),
  ];
}

async function serviceAnswers({ service }: TwinWorld): Promise<Claim> {
  const { chatStatus, commit } = await service.state();
  const held = chatStatus === 201 && commit === service.commits.twins;
  return claim(
    'people can chat, on the code that fits',
    held,
    `POST /api/chat answers ${chatStatus} on ${commit?.slice(0, 7)}`,
  );
}

/** S2: stopped first, and the previous version built and started afterwards. */
function stoppedFirst({ service }: TwinWorld): Claim {
  const { calls } = readDockerState(service.dockerState);
  const done = calls.flatMap((call) => /^compose (stop|build|up)/.exec(call)?.[1] ?? []);
  const since = done.slice(done.indexOf('stop'));
  const held = since[0] === 'stop' && since.indexOf('build') > 0 && since.indexOf('up') > since.indexOf('build');
  return claim('the services were stopped first, and the earlier version built and started', held, since.join(', '));
}

function ending(incident: IncidentId, entries: readonly Entry[], claims: readonly Claim[]): StoryEnd {
  const { takesAway } = PlannedScripts.parse(entryOf(entries, 'decision-made') && lastPlan(entries));
  return {
    incident,
    entries,
    claims,
    durationsMs: {
      'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
      'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
    },
    loss: { 'rows-taken-away': takesAway.rows.reduce((sum, { rows }) => sum + rows, 0) },
  };
}

/** The first plan was to restore; the one that was carried out is the last. */
function lastPlan(entries: readonly Entry[]): unknown {
  const proposed = entries.flatMap(({ body }) => (body.kind === 'plan-proposed' ? [body.proposed.plan] : []));
  return proposed.at(-1)?.downScripts;
}
