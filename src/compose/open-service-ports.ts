import { dirname, join } from 'node:path';
import { createCommands } from '../adapters/commands/run-command.ts';
import { createDeployProvider } from '../adapters/deploy/registry.ts';
import { ask } from '../adapters/http/ask.ts';
import { createSmokeChecks } from '../adapters/http/smoke.ts';
import { webhooks } from '../adapters/http/webhook.ts';
import { createRepairReader } from '../adapters/migrations/judge-repair.ts';
import { type ArchiveWishes, createArchives } from '../adapters/pgtools/archives.ts';
import { findAge } from '../adapters/pgtools/find-age.ts';
import type { PostgresPrograms } from '../adapters/pgtools/find-programs.ts';
import { createScripts } from '../adapters/pgtools/run-script.ts';
import { createFileSeal } from '../adapters/pgtools/seal-file.ts';
import { createAffectedRowsReader } from '../adapters/postgres/affected-rows.ts';
import { createAnnouncements } from '../adapters/postgres/announcements.ts';
import { databaseNameOf, type Target } from '../adapters/postgres/connect.ts';
import { createCopyBack } from '../adapters/postgres/copy-back/copy-back.ts';
import { createEvidenceCamera } from '../adapters/postgres/evidence.ts';
import { createFencing } from '../adapters/postgres/fencing.ts';
import { createWriteFreeze } from '../adapters/postgres/freeze.ts';
import { createKeptGate } from '../adapters/postgres/kept-gate.ts';
import { createLossCounter } from '../adapters/postgres/loss.ts';
import { bringToParity } from '../adapters/postgres/parity.ts';
import { createQuestions } from '../adapters/postgres/questions.ts';
import { createReadyCopies } from '../adapters/postgres/ready-copies.ts';
import { createReplacedDatabases } from '../adapters/postgres/replaced.ts';
import { createScratchDatabases } from '../adapters/postgres/scratch-databases.ts';
import { createSnapshots } from '../adapters/postgres/snapshot.ts';
import { createSwap } from '../adapters/postgres/swap.ts';
import { createTableWatch } from '../adapters/postgres/table-watch.ts';
import { createSignatures } from '../adapters/signing/ed25519.ts';
import { createSourceTree } from '../adapters/source/git.ts';
import { createSwitches } from '../adapters/switches/switches.ts';
import { localProcesses } from '../adapters/system/local-processes.ts';
import { createLostRows } from '../adapters/vault/lost-rows.ts';
import { openVault } from '../adapters/vault/registry.ts';
import type { Settings } from '../config/settings.ts';
import type { FreezeMethod } from '../domain/policy-file/databases.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { stoppingMethods } from '../plan/stopping-methods.ts';
import type { Backups } from '../ports/backups.ts';
import type { Copies } from '../ports/databases.ts';
import type { FileSeal } from '../ports/lost-rows.ts';
import type { Commands } from '../ports/outside.ts';
import type { Questions } from '../ports/scratch.ts';
import type { ServicePorts } from '../ports/service-ports.ts';
import type { Snapshots } from '../ports/snapshots.ts';
import { createBackups } from '../services/backups/backups.ts';
import { createCopies } from '../services/backups/copies.ts';
import { createOneTimeScripts } from '../services/scripts/one-time-scripts.ts';
import { openDrillApplication } from './open-drill-application.ts';
import { openMigrations } from './open-migrations.ts';
import { systemClock } from './system-clock.ts';

/** A backup or a copy waits for a table's lock no longer than this: a migration goes first. */
const LOCK_WAIT_MS = 5_000;

/** One sample or orphan query may take so long. */
const QUESTION_MS = 60_000;

/** What all services of this machine share. */
export interface Ground {
  readonly settings: Settings;
  readonly programs: PostgresPrograms;
  /** The checkout of Recourse itself; backups stay out of it (B4). */
  readonly checkout: string;
  /** The identity of the store; not known to the terminal's commands beside a running bot. */
  readonly home?: string | undefined;
}

/** Everything that the steps of one service may touch, made from its policy. */
export async function openServicePorts(ground: Ground, service: ServicePolicy): Promise<ServicePorts> {
  const { settings } = ground;
  const secretValue = (name: string) => settings.secretOf(name).reveal();
  const target: Target = { url: secretValue(service.database.url_env) };
  const { strikeSecrets } = settings;
  const commands = createCommands({
    childEnvironment: settings.childEnvironment,
    valueOf: secretValue,
    folder: dirname(settings.file),
    strikeSecrets,
  });
  const deployTools = { commands, ask, valueOf: secretValue, strikeSecrets };
  const setup = { service, target, commands, secretOf: secretValue };
  const evidence = createEvidenceCamera({
    target,
    requiredTables: service.database.required_tables,
    migrations: service.migrations,
  });
  const { backups, copies, ...shared } = await openBackups(ground, service, target);
  const scripts = createScripts(shared.archives);
  const lostRows = join(service.backups.storage.path, service.name, 'lost-rows');
  const announcements = createAnnouncements({ target, lockWaitMs: LOCK_WAIT_MS });
  const oneTimeScripts = createOneTimeScripts({ scripts, announcements });
  const root = service.repository?.path ?? service.migrations?.directory ?? dirname(settings.file);
  return {
    evidence,
    backups,
    copies,
    questions: shared.questions,
    ready: createReadyCopies({ target, home: ground.home }),
    replaced: createReplacedDatabases({ target, home: ground.home }),
    loss: createLossCounter({ target, folder: lostRows, seal: shared.seal }),
    lostRows: createLostRows(lostRows),
    freeze: openFreeze(service.freeze.methods, setup),
    stopping: openFreeze(stoppingMethods(service), setup),
    swap: createSwap({ target, bouncer: bouncerOf(service, secretValue) }),
    keptGate: createKeptGate(target),
    copyBack: createCopyBack({ target, lockWaitMs: LOCK_WAIT_MS }),
    fencing: createFencing({ target, processes: localProcesses }),
    commands,
    deploys: service.deploys.map((deploy) => createDeployProvider(deploy, deployTools)),
    smoke:
      service.smoke === undefined
        ? null
        : createSmokeChecks({ policy: service.smoke, valueOf: secretValue, strikeSecrets }),
    drillApplication: openDrillApplication(service, { target, commands, valueOf: secretValue, strikeSecrets }),
    source: createSourceTree(service, settings.childEnvironment),
    repairs: createRepairReader(),
    scripts,
    tables: createTableWatch(target),
    snapshots: shared.snapshots,
    oneTimeScripts,
    switches: createSwitches(service.switches, {
      ...deployTools,
      questions: shared.questions,
      database: databaseNameOf(target),
    }),
    affectedRows: createAffectedRowsReader({ target, timeoutMs: QUESTION_MS, strikeSecrets }),
    migrations: openMigrations(service.migrations, {
      target,
      commands,
      forDownScripts: { copies, evidence, oneTimeScripts, root },
      ...shared,
    }),
  };
}

async function openBackups(
  ground: Ground,
  service: ServicePolicy,
  target: Target,
): Promise<{
  backups: Backups;
  copies: Copies;
  archives: ArchiveWishes;
  seal: FileSeal | null;
  snapshots: Snapshots;
  questions: Questions;
}> {
  const { settings, programs } = ground;
  const { backups: policy, database, migrations } = service;
  const vault = await openVault(policy.storage, {
    service: service.name,
    keepOutOf: [ground.checkout, ...(service.repository === undefined ? [] : [service.repository.path])],
    clock: systemClock,
    secretOf: (variable) => settings.secretOf(variable).reveal(),
  });
  const snapshots = createSnapshots({ target, migrations, jobs: policy.jobs, lockWaitMs: LOCK_WAIT_MS });
  const wishes: ArchiveWishes = {
    programs,
    url: target.url,
    jobs: policy.jobs,
    restoreJobs: service.restore.jobs,
    lockWaitMs: LOCK_WAIT_MS,
    dropOwnersAndRights: policy.drop_owners_and_rights,
    age: findAge(settings.programs.searchPath),
    recipients: policy.recipients,
    identityFile:
      policy.identity_file_env === undefined ? undefined : settings.secretOf(policy.identity_file_env).reveal(),
  };
  const archives = createArchives(wishes);
  const questions = createQuestions({ target, timeoutMs: QUESTION_MS });
  const name = databaseNameOf(target);
  const backups = createBackups({
    service: service.name,
    database: name,
    snapshots,
    archives,
    vault,
    signatures: createSignatures({
      privateKey: policy.signing_key_env === undefined ? undefined : settings.secretOf(policy.signing_key_env).reveal(),
      trustedKeys: policy.trusted_keys,
    }),
    clock: systemClock,
  });
  const copies = createCopies({
    home: ground.home,
    database: { name, policy: database },
    backups,
    vault,
    archives,
    snapshots,
    scratch: createScratchDatabases(target),
    questions,
  });
  const withParity: Copies = { ...copies, bringToParity: (copy, effort) => bringToParity({ target }, copy, effort) };
  const seal = createFileSeal({ ...wishes, strike: settings.strikeSecrets });
  return { backups, copies: withParity, archives: wishes, seal, snapshots, questions };
}

interface FreezeGround {
  readonly service: ServicePolicy;
  readonly target: Target;
  readonly commands: Commands;
  readonly secretOf: (name: string) => string;
}

function openFreeze(methods: readonly FreezeMethod[], { service, ...ground }: FreezeGround) {
  return createWriteFreeze({ ...ground, methods, proveForMs: service.freeze.prove_for, webhooks });
}

function bouncerOf(service: ServicePolicy, secretOf: (name: string) => string) {
  const method = service.freeze.methods.find((each) => each.method === 'pgbouncer');
  return method === undefined ? null : { adminUrl: secretOf(method.admin_url_env), database: method.database };
}
