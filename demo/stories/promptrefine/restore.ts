import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { LossReport, rowsLost } from '../../../src/domain/loss.ts';
import { readJournal } from '../../host/read-journal.ts';
import type { World } from '../../host/world.ts';
import { demoChannels, demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import {
  approve,
  closeIncident,
  declareIncident,
  incidentOn,
  pressApprove,
  takeBackup,
  waitForCard,
  waitForRecovery,
} from '../acts.ts';
import { lookAfter } from '../aftercare.ts';
import { betweenMs, doneInThisOrder, entryOf, outcomeOf } from '../journal-facts.ts';
import type { Claim, Story, StoryEnd } from '../story.ts';
import { countRows, dataIsBack } from './data-is-back.ts';

/** The migration that destroys, the vote, the restore: the whole of it, as people would do it. */
export const restoreStory: Story = {
  name: 'restore',
  title: 'A migration deletes rows and drops a column; the team restores',
  mishap: 'bad-migration',
  async play(world, say) {
    const before = await countRows(world);
    say('Sam takes a backup before the release: /backup take promptrefine');
    const acknowledged = await world.service.acknowledged();
    await takeBackup(world);

    say('The release goes out, and its migration reports success');
    const bad = await world.service.runBadMigration();
    const broken = await world.service.state();
    say(`GET /api/prompts answers ${broken.promptsStatus}: ${bad.apiError.message}`);

    say('Sam declares: /incident declare promptrefine');
    await declareIncident(world, {
      seen: `GET /api/prompts answers ${bad.apiError.status} since the release; versions and test runs are missing.`,
      errorOutput: `${bad.apiError.sqlstate}: ${bad.apiError.message}`,
      correlationIds: bad.apiError.correlationId,
    });
    const card = await waitForCard(world);
    const incident = incidentOn(card);
    say(`The card of ${incident} is filled with what was measured`);

    say('Robin, who has no role here, presses approve');
    const refusal = await refusedToRobin(world, card);
    say('Dana, the team lead, approves and types the name of the service');
    await approve(world, demoPeople.lead.id, await waitForCard(world));
    await waitForRecovery(world, incident);
    say('The headline says that PromptRefine is back');

    const claims = [refusal, brokenBefore(broken.promptsStatus), ...(await dataIsBack(world, before, acknowledged))];
    await closeIncident(
      world,
      incident,
      'The migration deleted by a wrong condition and dropped a column that the code still reads.',
      {
        'went-well': 'The backup was minutes old, and Dana answered at once.',
        'went-badly': 'Nobody ran the migration on a copy of production first.',
      },
    );
    const aftercare = await lookAfter(
      world,
      incident,
      'A few prompts of this afternoon have to be entered again.',
      say,
    );
    const { entries, verdict } = await readJournal(world.storeUrl, incident);
    const measured = [inTheRunbooksOrder(entries), capturedFirst(entries), flowsWereAsked(entries)];
    return ending(incident, entries, [...claims, ...measured, ...aftercare, verdict]);
  },
};

async function refusedToRobin(world: World, card: Awaited<ReturnType<typeof waitForCard>>): Promise<Claim> {
  const robin = demoPeople.bystander.id;
  await pressApprove(world, robin, card);
  const view = await world.slack.waitForView(robin, 'You may not decide', { timeoutMs: 30_000 });
  const history = await world.slack.history(demoChannels.operations.id);
  const held = history.every((message) => !visibleText(message).includes(`${robin}> approved`));
  return {
    claim: 'who may not decide cannot',
    held,
    say: visibleText(view).split('\n')[1]?.replaceAll('*', '') ?? 'refused',
  };
}

function brokenBefore(status: number): Claim {
  return { claim: 'the service was really broken', held: status === 500, say: `GET /api/prompts answered ${status}` };
}

/** Login, list, CRUD, version-restore and test-run endpoints, and the team's own commands (G9, G11, B7). */
function flowsWereAsked(entries: readonly Entry[]): Claim {
  const findings = entries.flatMap(({ body }) =>
    body.kind === 'step-done' && /^run-(smoke-checks|verification-commands)$/.test(body.step) ? body.findings : [],
  );
  const wanted = ['log in', 'list prompts', 'create a prompt', 'add a version', 'restore version 1', 'list test runs'];
  const passed = findings.filter(({ result }) => result === 'passed').map(({ check }) => check);
  return {
    claim: 'after the recovery every critical flow was asked, and the schema held to the code (G9, G11, B7)',
    held: [...wanted, 'delete the prompt', 'schema matches the code'].every((name) => passed.includes(name)),
    say: passed.join(', '),
  };
}

/** Evidence first, scratch before production, and only then freeze, promotion, matching commit and smoke checks. */
function inTheRunbooksOrder(entries: readonly Entry[]): Claim {
  const before = ['capture-evidence', 'take-safety-backup', 'restore-into-scratch', 'validate-copy'];
  const after = ['freeze-writes', 'promote-copy', 'redeploy-commit', 'run-smoke-checks', 'run-verification-commands'];
  const { held, say } = doneInThisOrder(entries, ...before, ...after);
  return { claim: 'every step was done in the runbook’s order (G3, G4, G5, G6, G7, G8, G9, G11, B6)', held, say };
}

/** G4, B1: failing migration, error output, commit and correlation id stand in the journal. */
function capturedFirst(entries: readonly Entry[]): Claim {
  const { declaration } = entryOf(entries, 'incident-declared').body;
  const { migration, errorOutput, correlationIds = [] } = declaration;
  const commit = outcomeOf(entries, 'capture-evidence')['runningCommit'];
  const said = [
    migration,
    typeof commit === 'string' ? commit.slice(0, 7) : '',
    errorOutput?.split('\n')[0],
    correlationIds[0],
  ];
  return {
    claim: 'failing migration, commit, error and correlation id were captured (G4, B1)',
    held: said.every((each) => each !== undefined && each !== null && each !== ''),
    say: said.join(', '),
  };
}

function ending(incident: IncidentId, entries: readonly Entry[], claims: readonly Claim[]): StoryEnd {
  const stated = LossReport.parse(entryOf(entries, 'plan-proposed').body.proposed.plan.statedLoss);
  const final = outcomeOf(entries, 'count-final-loss');
  const real = LossReport.parse(final['report']);
  return {
    incident,
    entries,
    claims,
    durationsMs: {
      'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
      'approval-to-writes': betweenMs(entries, 'decision-made', 'resume-writes'),
      'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
      'gate-closed': Number(outcomeOf(entries, 'promote-copy')['gateClosedMs'] ?? 0),
    },
    loss: {
      'rows-stated-at-the-vote': rowsLost(stated),
      'rows-lost': rowsLost(real),
      'rows-exported': Number(final['exportedRows'] ?? 0),
    },
  };
}
