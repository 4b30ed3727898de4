import type { ServiceName } from '../domain/ids.ts';
import { granted } from '../domain/verdict.ts';
import { judgeOffer } from '../plan/path-barriers.ts';
import { pathOffers } from '../plan/path-offers.ts';
import { milestonesOf, missingMilestones } from '../plan/postmortem/milestones.ts';
import { whoCouldDecide } from '../policy/who.ts';
import { listFollowUps } from './aftercare/list-follow-ups.ts';
import { sendAgain, settleFollowUp } from './aftercare/settle-follow-up.ts';
import { approveMail, draftMail, previewMail } from './aftercare/user-mail.ts';
import { prefillFromAlerts } from './alerts/take-alerts.ts';
import { findBackup } from './backups/find-backup.ts';
import { pinBackup, unpinBackup } from './backups/pin-backup.ts';
import { pruneByHand } from './backups/prune-by-hand.ts';
import { readyBackups } from './backups/ready-backups.ts';
import { takeByHand } from './backups/take-by-hand.ts';
import { verifyByHand } from './backups/verify-by-hand.ts';
import { drillActs } from './drills/drill-acts.ts';
import { type House, serviceNamed, serviceOf } from './house.ts';
import { abandon } from './incidents/abandon.ts';
import { addMessage } from './incidents/add-message.ts';
import { addNote } from './incidents/add-note.ts';
import { chooseBackup } from './incidents/choose-backup.ts';
import { choosePath } from './incidents/choose-path.ts';
import { close } from './incidents/close.ts';
import { declare } from './incidents/declare.ts';
import { placeMessage } from './incidents/place-message.ts';
import { settleStep } from './incidents/settle-step.ts';
import { readMigration } from './migrations/act-on-migration.ts';
import { consultDoctor } from './migrations/doctor.ts';
import { migrationUnderWay } from './migrations/inherit.ts';
import { acceptLoss, beginMigration, callOffMigration, finishMigration } from './migrations/migration-acts.ts';
import { showOptions } from './options/show-options.ts';
import { keepReplaced, listReplaced } from './replaced/keep-replaced.ts';
import { showCard } from './show-card.ts';
import { readToday } from './today/read-today.ts';
import type { UseCases } from './use-cases.ts';
import { answerContact } from './voting/answer-contact.ts';
import { correctIdentification } from './voting/correct-identification.ts';
import { object } from './voting/object.ts';
import { vote } from './voting/vote.ts';
import { withdrawVote } from './voting/withdraw.ts';

/** More live incidents than services cannot be; this is room for all. */
const LIVE_MAX = 200;

type Aftercare = Pick<
  UseCases,
  'missing' | 'followUps' | 'settleFollowUp' | 'draftMail' | 'previewMail' | 'approveMail' | 'sendAgain'
>;

/** All that a person can ask of Recourse, in this house. */
export function openUseCases(house: House): UseCases {
  return {
    services: () => house.services,
    prefill: (service) => prefill(house, service),
    prefillFromAlerts: (given) => prefillFromAlerts(house, given),
    declare: (asking, given) => declare(house, asking, given),
    vote: (asking, given) => vote(house, asking, given),
    withdrawVote: (asking, given) => withdrawVote(house, asking, given),
    object: (asking, given) => object(house, asking, given),
    answerContact: (asking, given) => answerContact(house, asking, given),
    addNote: (asking, given) => addNote(house, asking, given),
    placeMessage: (given) => placeMessage(house, given),
    addMessage: (asking, given) => addMessage(house, asking, given),
    correctIdentification: (asking, given) => correctIdentification(house, asking, given),
    settleStep: (asking, given) => settleStep(house, asking, given),
    chooseBackup: (asking, given) => chooseBackup(house, asking, given),
    paths: async (id) => {
      const incident = await house.journal.incident(id);
      if (incident === null) return [];
      return pathOffers(incident).map((offer) => judgeOffer(offer, incident, serviceOf(house, incident)));
    },
    options: (id) => showOptions(house, id),
    choosePath: (asking, given) => choosePath(house, asking, given),
    abandon: (asking, given) => abandon(house, asking, given),
    close: (asking, given) => close(house, asking, given),
    ...afterwards(house),

    incident: (id) => house.journal.incident(id),
    liveIn: (channel) => liveIn(house, channel),
    list: (given) => house.store.list(given),
    card: (id) => showCard(house, id),
    timeline: (id) => house.journal.entries(id),
    who: (service) => who(house, service),

    examineLedger: async (service) => consultDoctor(service, house.portsOf(service)),
    migration: async (service) => {
      const policy = serviceNamed(house, service);
      return policy === null ? null : readMigration(house, policy);
    },
    beginMigration: (asking, given) => beginMigration(house, asking, given),
    acceptLoss: (asking, given) => acceptLoss(house, asking, given),
    finishMigration: (asking, given) => finishMigration(house, asking, given),
    callOffMigration: (asking, given) => callOffMigration(house, asking, given),

    today: (service) => readToday(house, service),
    ...drillActs(house),

    takeBackup: (asking, given) => takeByHand(house, asking, given),
    listBackups: async (service) => house.portsOf(service).backups.list(),
    findBackup: async (given) => {
      const found = await findBackup(house, given);
      return found.kind === 'refused' ? found : granted(found.value.backup);
    },
    verifyBackup: (_, given) => verifyByHand(house, given),
    pinBackup: async (asking, given) => pinBackup(house, asking, { ...given, at: new Date(await house.store.now()) }),
    unpinBackup: (_, given) => unpinBackup(house, given),
    pruneBackups: (_, given) => pruneByHand(house, given),
    listReplaced: (service) => listReplaced(house, service),
    keepReplaced: (asking, given) => keepReplaced(house, asking, given),
    readyBackups: (service) => readyBackups(house.portsOf(service)),
  };
}

/** What follows an incident. */
function afterwards(house: House): Aftercare {
  return {
    missing: async (id) => {
      const [incident, entries] = await Promise.all([house.journal.incident(id), house.journal.entries(id)]);
      return incident === null ? [] : missingMilestones(milestonesOf(incident, entries));
    },
    followUps: (services) => listFollowUps(house, services),
    settleFollowUp: (asking, given) => settleFollowUp(house, asking, given),
    draftMail: (asking, given) => draftMail(house, asking, given),
    previewMail: (given) => previewMail(house, given),
    approveMail: (asking, given) => approveMail(house, asking, given),
    sendAgain: (asking, given) => sendAgain(house, asking, given),
  };
}

/** A migration that is under way says which one it is; else the newest in the checkout is the likeliest. */
async function prefill(house: House, name: ServiceName): ReturnType<UseCases['prefill']> {
  const { source } = house.portsOf(name);
  const service = serviceNamed(house, name);
  const [commit, newest, during] = await Promise.all([
    source.currentCommit(),
    source.newestMigration(),
    service === null ? null : migrationUnderWay(house, service),
  ]);
  return { commit, migration: during?.pending.at(-1) ?? newest, during };
}

async function liveIn(house: House, channel: string): ReturnType<UseCases['liveIn']> {
  const here = new Set(house.services.filter((service) => service.channel === channel).map((service) => service.name));
  const live = await house.store.list({ liveOnly: true, limit: LIVE_MAX });
  return live.filter((line) => here.has(line.service));
}

async function who(house: House, name: ServiceName): Promise<readonly string[]> {
  const service = serviceNamed(house, name);
  if (service === null) return [`There is no service "${name}".`];
  const [line] = await house.store.list({ liveOnly: true, service: name, limit: 1 });
  const [resolved, incident, now] = await Promise.all([
    house.people.roster(service),
    line === undefined ? null : house.journal.incident(line.id),
    house.store.now(),
  ]);
  return whoCouldDecide({ service, resolved, incident, now: new Date(now) });
}
