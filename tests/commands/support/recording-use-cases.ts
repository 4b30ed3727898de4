import type { CardFacts } from '../../../src/domain/card.ts';
import { Instant } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { ServiceToday } from '../../../src/domain/service-today.ts';
import { granted, refused, type Verdict } from '../../../src/domain/verdict.ts';
import { pathOffers } from '../../../src/plan/path-offers.ts';
import { placeAmong } from '../../../src/services/incidents/place-message.ts';
import type { Asking, UseCases } from '../../../src/services/use-cases.ts';

/** One question that reached the use cases. */
export interface Asked {
  readonly name: string;
  readonly person: string;
  readonly once: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Use cases at the boundary only: they remember what was asked, recognise repeats by `once`, and answer as told. */
export interface RecordingUseCases extends UseCases {
  readonly asked: Asked[];
  /** Incidents by id, with the facts that their cards show. */
  readonly cards: Map<string, CardFacts>;
  backups: readonly StoredBackup[];
  /** The verdict of the next questions of a name; `granted` with the incident unless told otherwise. */
  answers: Map<string, () => Promise<Verdict<Incident>> | Verdict<Incident>>;
}

const lineOf = ({ incident }: CardFacts) => ({
  id: incident.id,
  service: incident.declaration.service,
  environment: incident.declaration.environment,
  declaredAt: incident.declaredAt,
  closedAt: incident.closedAt,
});

const noMigration = refused({
  code: 'wrong-phase',
  say: 'No migration is under way.',
  hint: '`/migration begin` opens one.',
});

/** Card 3 is the only one that is kept. */
const alerts = {
  prefillFromAlerts: async ({ service, episode }) =>
    episode !== 3
      ? null
      : {
          service,
          episode,
          identifiedAt: Instant.parse('2026-06-03T13:58:00.000Z'),
          seen: 'HighErrorRate: 12 % of requests answer 500',
          errorOutput: 'job=api',
          correlationIds: ['req-9'],
          triggers: ['error-rate'],
        },
} satisfies Partial<UseCases>;

const noMigrations = {
  migration: async () => null,
  examineLedger: async () => [{ check: 'ledger', result: 'passed', say: '8 applied, 0 pending' }],
  beginMigration: async () => noMigration,
  acceptLoss: async () => noMigration,
  finishMigration: async () => noMigration,
  callOffMigration: async () => noMigration,
} satisfies Partial<UseCases>;

export function recordingUseCases(services: readonly ServicePolicy[]): RecordingUseCases {
  const seen = new Set<string>();
  const cards = new Map<string, CardFacts>();
  const asked: Asked[] = [];
  const answers: RecordingUseCases['answers'] = new Map();

  async function decide(
    name: string,
    asking: { person: string; once: string },
    given: object,
  ): Promise<Verdict<Incident>> {
    const answer = answers.get(name);
    if (!seen.has(asking.once)) asked.push({ name, ...asking, given: given as Asked['given'] });
    seen.add(asking.once);
    if (answer !== undefined) return answer();
    const id = (given as { incident?: string }).incident;
    const facts = id === undefined ? [...cards.values()][0] : cards.get(id);
    if (facts === undefined) throw new TypeError(`no card for ${id ?? 'a declaration'}`);
    return granted(facts.incident);
  }

  const recording: RecordingUseCases = {
    asked,
    cards,
    answers,
    backups: [],
    services: () => services,
    prefill: async () => ({ commit: '8d41f7c', migration: '0007_tidy_prompt_history', during: null }),
    ...noMigrations,
    ...alerts,
    ...acts(decide),
    paths: async (id) => [cards.get(id)?.incident ?? []].flat().flatMap(pathOffers),
    options: async () => null,
    incident: async (id) => cards.get(id)?.incident ?? null,
    liveIn: async (channel) =>
      [...cards.values()].filter(({ incident }) => incident.declaration.channel === channel).map(lineOf),
    list: async () => [...cards.values()].map(lineOf),
    placeMessage: async ({ channel }) => {
      const live = [...cards.values()].filter(({ incident }) => incident.phase !== 'closed').map(lineOf);
      return placeAmong(
        services.filter((service) => service.channel === channel).map(({ name }) => name),
        live,
      );
    },
    card: async (id) => cards.get(id) ?? null,
    timeline: async () => [],
    who: async () => ['Now, on INC-7:', '<@U0DANA>, team lead: may decide at any time.'],
    today: async (service) => nothingKnown(service),
    ...noDrills,
    listBackups: async () => recording.backups,
    ...backupActs(asked, () => recording.backups),
    readyBackups: async () => new Set(),
    listReplaced: async () => [],
    keepReplaced: async (asking, given) => {
      asked.push({ name: 'keepReplaced', ...asking, given });
      return refused({ code: 'bad-input', say: 'That replaced database is gone.', hint: 'Look again.' });
    },
  };
  return recording;
}

type Decide = (name: string, asking: Asking, given: object) => Promise<Verdict<Incident>>;

/** What is only judged and answered with the incident. */
function acts(decide: Decide) {
  return {
    declare: (asking, given) => decide('declare', asking, given),
    vote: (asking, given) => decide('vote', asking, given),
    withdrawVote: (asking, given) => decide('withdrawVote', asking, given),
    object: (asking, given) => decide('object', asking, given),
    answerContact: (asking, given) => decide('answerContact', asking, given),
    addNote: (asking, given) => decide('addNote', asking, given),
    addMessage: (asking, given) => decide('addMessage', asking, given),
    correctIdentification: (asking, given) => decide('correctIdentification', asking, given),
    settleStep: (asking, given) => decide('settleStep', asking, given),
    chooseBackup: (asking, given) => decide('chooseBackup', asking, given),
    choosePath: (asking, given) => decide('choosePath', asking, given),
    abandon: (asking, given) => decide('abandon', asking, given),
    missing: async () => [],
    followUps: async () => [],
    settleFollowUp: (asking, given) => decide('settleFollowUp', asking, given),
    draftMail: (asking, given) => decide('draftMail', asking, given),
    previewMail: () => Promise.reject(new Error('no mail was recorded')),
    approveMail: (asking, given) => decide('approveMail', asking, given),
    sendAgain: (asking, given) => decide('sendAgain', asking, given),
    close: (asking, given) => decide('close', asking, given),
  } satisfies Partial<UseCases>;
}

/** What is done with backups, answered with the first there is. */
function backupActs(asked: Asked[], backups: () => readonly StoredBackup[]) {
  const first = () => {
    const [backup] = backups();
    if (backup === undefined) throw new TypeError('no backup there');
    return backup;
  };
  const record =
    (name: string) =>
    async (asking: { person: string; once: string }, { progress: _, ...given }: object & { progress?: unknown }) => {
      asked.push({ name, ...asking, given: given as Asked['given'] });
      return granted(first());
    };
  return {
    takeBackup: async () => granted(first()),
    findBackup: async () => granted(first()),
    verifyBackup: record('verifyBackup'),
    pinBackup: record('pinBackup'),
    unpinBackup: record('unpinBackup'),
    pruneBackups: async (asking, given) => {
      await record('pruneBackups')(asking, given);
      return granted({
        retired: [{ id: first().manifest.id, why: '20 days old' }],
        spared: [],
        rows: { retired: [{ run: 'INC-3', where: '/backups/lost-rows', why: 'closed 60 days ago' }], spared: [] },
      });
    },
  } satisfies Partial<UseCases>;
}

/** A service of which nothing could be asked. */
function nothingKnown({ name, title, environment, channel, time_zone: timeZone }: ServicePolicy): ServiceToday {
  const unknown = { kind: 'unknown', why: 'nothing is asked in this test' } as const;
  const at = Instant.parse('2026-11-21T14:00:00.000Z');
  return {
    ...{ name, title, environment, channel, timeZone, at, live: [] },
    ...{ backups: unknown, drills: unknown, toDo: unknown, deciders: unknown },
    ...{ migration: unknown, autoDeploysOff: unknown },
  };
}

const noAuthorityDrill = {
  code: 'bad-input',
  say: 'Nobody is asked in this test.',
  hint: 'Ask them elsewhere.',
} as const;

/** A service whose drills nobody has held yet. */
const noDrills: Pick<
  UseCases,
  'runDrill' | 'drills' | 'finishFollowUp' | 'askAuthority' | 'answerAuthority' | 'finishAuthorityFollowUp'
> = {
  askAuthority: async () => refused(noAuthorityDrill),
  answerAuthority: async () => refused(noAuthorityDrill),
  finishAuthorityFollowUp: async () => refused(noAuthorityDrill),
  runDrill: async () =>
    refused({ code: 'bad-input', say: 'No drill is held in this test.', hint: 'Hold one elsewhere.' }),
  drills: async () => ({ drills: [], authority: [], newest: null, previous: null, next: null, late: [] }),
  finishFollowUp: async () => refused({ code: 'bad-input', say: 'It left nothing to be done.', hint: 'Look again.' }),
};
