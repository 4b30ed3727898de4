import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { drawHomePage } from '../commands/home.ts';
import { registerCommands } from '../commands/register.ts';
import { webhooks } from './adapters/http/webhook.ts';
import { pictures } from './adapters/pictures/draw-pictures.ts';
import { keepTopicWith } from './adapters/slack/channel-topic.ts';
import { slackChat } from './adapters/slack/chat.ts';
import { contactBySlack } from './adapters/slack/contact.ts';
import { createSlackApp } from './adapters/slack/create-app.ts';
import { startHomeKeeper } from './adapters/slack/home-keeper.ts';
import { startNarrator } from './adapters/slack/narrator.ts';
import { type SlackPeople, slackPeople } from './adapters/slack/people.ts';
import { slackFiles } from './adapters/slack/shared-files.ts';
import { makeWebClient } from './adapters/slack/web-client.ts';
import { startHealth } from './adapters/system/health.ts';
import { createLogger, type Logger } from './adapters/system/logger.ts';
import { startAftercare } from './compose/aftercare.ts';
import { deliverContactBy } from './compose/deliver-contact.ts';
import { keepAuthority } from './compose/keep-authority.ts';
import { openAlerts } from './compose/open-alerts.ts';
import { type Between, type OpenHouse, openHouse } from './compose/open-house.ts';
import { peopleSources } from './compose/people-sources.ts';
import { systemClock } from './compose/system-clock.ts';
import type { Config } from './config/settings.ts';
import { conductWith } from './engine/conduct-incident.ts';
import { type ConductorTimes, conductorTimes, startConductor } from './engine/conductor.ts';
import { startCourier } from './engine/courier.ts';
import type { Pace } from './engine/courier-settle.ts';
import { pathOf } from './plan/paths.ts';
import { drillMessages } from './schedule/drill-messages.ts';
import { migrationMessages } from './schedule/migration-messages.ts';
import { warnOfRoster } from './schedule/roster-calendar.ts';
import { startSchedule } from './schedule.ts';
import { startDrillKeeper } from './services/drills/keep-drills.ts';
import { serviceOf } from './services/house.ts';
import { startMigrationKeeper } from './services/migrations/keep-migrations.ts';
import { startMigrationWatch } from './services/migrations/watch-migrations.ts';
import { openUseCases } from './services/open-use-cases.ts';
import { proposePlan } from './services/preparing/propose-plan.ts';
import { takeTurn } from './services/preparing/take-turn.ts';
import { checkRosters } from './services/rosters/check-rosters.ts';
import { refuseBadRosters } from './services/rosters/refuse-bad-rosters.ts';
import { keepTimeWith } from './services/time/keep-time.ts';
import { stepRegistry } from './steps/registry.ts';

/** What tests of crashes change; nothing in life. */
export interface Options extends Between {
  readonly times?: ConductorTimes;
  readonly pace?: Partial<Pace>;
}

export interface Recourse {
  readonly healthPort: number;
  /** Null where no alerts are configured. */
  readonly alertsPort: number | null;
  /** Takes nothing new, finishes or gives back what runs, delivers what can be delivered, and closes. */
  stop(): Promise<void>;
}

/** Requests that run are given so long to end, in ms. */
const DRAIN_REQUESTS_MS = 5_000;
/** Messages that are due are given so long to be delivered, in ms; the rest waits in the outbox. */
const DRAIN_OUTBOX_MS = 5_000;

/** The whole bot. */
export async function startRecourse(config: Config, options: Options = {}): Promise<Recourse> {
  const log = createLogger({ level: config.logLevel, strikeSecrets: config.strikeSecrets });
  const { botToken, apiUrl, mode } = config.slack;
  const slack = createSlackApp({ botToken, mode, apiUrl, log });
  const client = makeWebClient(botToken.reveal(), { apiUrl, log });
  const people = slackPeople(client, peopleSources(config), log);
  const open = await openHouse(config, people, options);
  const useCases = openUseCases(open.house);
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;

  await meetPeople(open, people, log);
  registerCommands(slack.app, { useCases, homeTabs: open.store.homeTabs, log, now: () => new Date() });
  const courier = startCourier({
    lanes: open.store.lanes,
    chat: slackChat(client),
    holder,
    pace: options.pace ?? {},
    note: (note) => log.warn({ note }, 'the outbox has to wait, or could not be delivered'),
  });
  const narrator = await startNarrator({
    store: open.house.store,
    outbox: open.house.outbox,
    card: useCases.card,
    names: people.names,
    keepTopic: keepTopicWith(client, log),
    log,
  });
  const home = await startHomeKeeper({
    tabs: open.store.homeTabs,
    store: open.house.store,
    client,
    draw: (page) => drawHomePage(useCases, page, new Date()),
    log,
  });
  const conductor = conduct({ config, open, people, card: useCases.card, log, holder, options });
  const health = await startHealth(config.healthPort, {
    store: async () => ({ ok: true, say: `the store says it is ${await open.house.store.now()}` }),
    slack: async () => ({
      ok: slack.isConnected(),
      say: slack.isConnected() ? 'connected to Slack' : 'not connected to Slack',
    }),
  });
  const alerts = await openAlerts(config, open, { people, log });
  const keepers = startKeepers({ open, people, client, config, holder, log });
  const calendar = startSchedule(open.house, { people, repeats: open.store.repeats, log });
  await slack.start();
  log.info({ healthPort: health.port, alertsPort: alerts.port, store: open.store.where }, 'Recourse is ready');
  return {
    healthPort: health.port,
    alertsPort: alerts.port,
    async stop() {
      await calendar.stop();
      await alerts.stop();
      await slack.drain(DRAIN_REQUESTS_MS);
      await keepers.stop();
      await conductor.stop();
      await home.stop();
      await narrator.stop();
      await courier.drain(DRAIN_OUTBOX_MS);
      await health.close();
      await open.close();
    },
  };
}

/** Whoever looks after what goes on beside incidents: migrations, drills and what follows an incident. */
function startKeepers(given: {
  readonly open: OpenHouse;
  readonly people: SlackPeople;
  readonly client: ReturnType<typeof makeWebClient>;
  readonly config: Pick<Config, 'secretOf'>;
  readonly holder: string;
  readonly log: Logger;
}) {
  const { open, people, client, config, holder, log } = given;
  const { house } = open;
  const needs = { house, clock: systemClock, holder };
  const heard = (what: string) => (error: unknown, where: string) =>
    log.warn({ error, where }, `${what} could not be looked after; it is tried again`);
  const keepers = [
    startMigrationKeeper({ ...needs, ...migrationMessages(house.outbox, people), heard: heard('a migration') }),
    startDrillKeeper({
      ...needs,
      ...drillMessages(house.outbox, { people, pictures, files: slackFiles(client) }),
      heard: heard('a drill'),
    }),
    keepAuthority({ open, people, config, heard: heard('a drill of the decision') }),
  ];
  for (const keeper of keepers) open.onWake(() => keeper.wake());
  const aftercare = startAftercare({ house, holder, client, people, config, heard: heard('what follows an incident') });
  const watch = startMigrationWatch({ ...needs, heard: heard('the watch after a migration') });
  return { stop: async () => void (await Promise.all([...keepers, watch, aftercare].map((each) => each.stop()))) };
}

/** Refuses what can never work, and tells the channels what is weak. */
async function meetPeople({ house, close }: OpenHouse, people: SlackPeople, log: Logger): Promise<void> {
  const checked = await checkRosters(house);
  await refuseBadRosters(house, checked).catch(async (error) => {
    await close();
    throw error;
  });
  const today = (await house.store.now()).slice(0, 10);
  for (const each of checked) {
    for (const { result, say } of each.findings)
      if (result === 'failed' || result === 'warned') log.warn({ say }, 'people');
    await warnOfRoster(house, people, each, today);
  }
}

function conduct(given: {
  readonly config: Config;
  readonly open: OpenHouse;
  readonly people: Pick<SlackPeople, 'names'>;
  readonly card: ReturnType<typeof openUseCases>['card'];
  readonly log: Logger;
  readonly holder: string;
  readonly options: Options;
}) {
  const { config, open, people, card, log, holder, options } = given;
  const { house, store } = open;
  const heard = (error: unknown, where: string) =>
    log.error({ error, where }, 'something went wrong; it is tried again');
  const deliver = deliverContactBy({
    webhooks,
    policyOf: (incident) => serviceOf(house, incident),
    card,
    bySlack: contactBySlack({ outbox: house.outbox, names: people.names }),
    secretOf: (name) => config.secretOf(name).reveal(),
  });
  const conductor = startConductor({
    leases: store.leases,
    holder,
    times: options.times ?? conductorTimes,
    heard,
    conduct: conductWith({
      journal: house.journal,
      steps: stepRegistry,
      preparationOf: (incident) => pathOf(incident).preparation,
      policyOf: (incident) => serviceOf(house, incident),
      portsOf: (incident) => house.portsOf(incident.declaration.service),
      turn: (incident) => takeTurn(incident, serviceOf(house, incident)),
      propose: (incident) => proposePlan(incident, serviceOf(house, incident)),
      keepTime: keepTimeWith({ house, deliver }),
      heard,
    }),
  });
  open.onWake(() => conductor.wake());
  return conductor;
}
