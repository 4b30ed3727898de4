import { expect, test } from 'vitest';
import type { Draft, Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { PersonId } from '../../src/domain/ids.ts';
import { recipientsDigest } from '../../src/domain/mail.ts';
import { granted } from '../../src/domain/verdict.ts';
import { githubWire } from '../adapters/github/github-wire.ts';
import { mailServer } from '../adapters/mail/mail-world.ts';
import { eventually, PATIENT, reconfigure, shareWorld, untilReady } from '../support/world.ts';
import { declare, endIncident, ops, sam } from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });
const users = ['ada@example.com', 'ben@example.com'];
/** A sender is taken for dead a minute after it began. */
const TAKEOVER = { timeoutMs: 150_000 } as const;

/** kill -9, and nothing else of the process's runs. */
function kill(): void {
  process.kill(stage.world.bot().pid, 'SIGKILL');
}

async function revive(): Promise<void> {
  await stage.world.restartBot('SIGKILL');
  await untilReady(stage.world);
}

/** A confirmed mail, as two clicks of a person would have written it. */
async function confirmMail(id: IncidentId): Promise<void> {
  const by = { kind: 'person', id: PersonId.parse(sam.id) } as const;
  const drafts: Draft[] = [
    { by, body: { kind: 'mail-drafted', number: 1, subject: 'What happened', text: 'We are on it.' } },
    { by, body: { kind: 'mail-approved', number: 1, recipients: users.length, digest: recipientsDigest(users) } },
  ];
  await stage.journal.append(id, () => granted({ drafts }));
}

const of = (entries: readonly Entry[], dispatch: string) =>
  entries.flatMap(({ body }) => ('dispatch' in body && body.dispatch === dispatch ? [body] : []));

test('what was sent when the bot was killed is found or asked about, and never sent a second time (S10, B1, G12)', {
  timeout: 420_000,
}, async () => {
  const { slack } = stage.world;
  const github = await githubWire();
  const mail = await mailServer({ afterMessage: () => void kill() });
  Object.assign(stage.world.environment, {
    GITHUB_TOKEN: github.wishes.token,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
  });
  await slack.setPlan('paid');
  await reconfigure(stage, (policy) => ({
    ...policy,
    mail: { smtp_url_env: 'SMTP_URL', from: 'status@example.com', to: users },
    github: { repository: github.wishes.repository, token_env: 'GITHUB_TOKEN', api_url: github.wishes.apiUrl },
  }));

  // The issue was opened; the bot died before it could write that down.
  github.faults.push({ after: kill });
  const id = await declare(stage);
  await stage.world.bot().ended;
  expect(github.issues).toHaveLength(1);
  await revive();

  // The mail was taken by the server; the bot died before it heard so.
  await confirmMail(id);
  await stage.world.bot().ended;
  expect(mail.arrived).toHaveLength(1);
  await revive();

  // The canvas was made; the bot died before it could open it to the channel.
  await slack.faults.hang({ method: 'canvases.create' });
  await endIncident(stage, id);
  await eventually('the canvas to be made', async () => (await slack.canvases()).length > 0);
  kill();
  await stage.world.bot().ended;
  await revive();

  await stage.until(id, 'the issue to be found', ({ dispatches }) => dispatches['issue/open']?.standing === 'done');
  await slack.waitForMessage(ops, /The mail to users.*nobody can tell whether it arrived/, TAKEOVER);
  await slack.waitForMessage(ops, /The post-mortem as a canvas.*nobody can tell whether it arrived/, TAKEOVER);
  await stage.until(id, 'the file', ({ dispatches }) => dispatches['postmortem/file']?.standing === 'done');
  await stage.until(id, 'the end of the issue', ({ dispatches }) => dispatches['issue/close']?.standing === 'done');

  const entries = await stage.entries(id);
  expect(of(entries, 'issue/open').at(-1)).toMatchObject({ kind: 'dispatch-done', found: true });
  expect(of(entries, 'mail/1/1').at(-1)).toMatchObject({ kind: 'dispatch-became-unknown' });
  expect(of(entries, 'postmortem/canvas').at(-1)).toMatchObject({ kind: 'dispatch-became-unknown' });
  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.state).toBe('closed');
  expect(mail.arrived).toHaveLength(1);
  const canvases = await slack.canvases();
  expect(
    canvases.map(({ channels }) => channels),
    'made once, and seen by nobody',
  ).toEqual([[]]);

  // A person looked, and asks for it again: then it goes out once more, and only then.
  await slack.as(sam.id).command(ops, '/incident', `retry ${id} postmortem/canvas`);
  await slack.waitForMessage(ops, 'The post-mortem as a canvas has arrived', PATIENT);
  expect((await slack.canvases()).map(({ channels }) => channels)).toEqual([[], [ops]]);
});
