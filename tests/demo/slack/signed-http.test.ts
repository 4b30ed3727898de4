import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { type Heard, listenTo, ops, sam, tinyWorkspace } from './tiny-app.ts';

let slack: LocalSlack;
let heard: Heard;
let app: App;
let url: string;

beforeAll(async () => {
  slack = await startLocalSlack({ workspace: tinyWorkspace, timing: { ackMs: 500, eventRetriesMs: [20, 40] } });
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, port: 0, logLevel: LogLevel.ERROR });
  app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  heard = listenTo(app);
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await slack.useRequestUrl(url);
});
afterAll(async () => {
  await app.stop();
  await slack.close();
});

describe('signed requests', () => {
  test('a request URL that does not echo the challenge is refused', async () => {
    await expect(slack.useRequestUrl(`${slack.url}/control/nothing`)).rejects.toThrow('did not answer the challenge');
    await slack.useRequestUrl(url);
  });

  test('commands, clicks and forms work as in Socket Mode', async () => {
    await slack.as(sam).command(ops, '/order', 'soup');
    const message = await slack.waitForMessage(ops, '*Order*: soup');
    expect((await slack.as(sam).click(message, 'approve')).outcome).toBe('acked');
    await slack.as(sam).command(ops, '/form');
    const view = await slack.waitForView(sam, 'Ready');
    expect((await slack.as(sam).submit(view, { what: 'bad' })).errors).toEqual({ what: 'Not that.' });
    await slack.as(sam).submit(view, { what: 'good' });
    await slack.waitForNoView(sam);
  });

  test('an event whose answer is lost is sent again with its retry number', async () => {
    await slack.faults.dropAcks(2);
    await slack.as(sam).say(ops, 'hello');
    await expect
      .poll(async () =>
        (await slack.deliveries()).filter((each) => each.what === 'message.channels').map((each) => each.attempt),
      )
      .toEqual([0, 1, 2]);
    expect(heard.events.filter((event) => event.type === 'message').length).toBe(3);
  });

  test('a signature by another secret is refused by the app, and the author sees it', async () => {
    const other = await startLocalSlack({ workspace: tinyWorkspace, timing: { ackMs: 500 } });
    await expect(other.useRequestUrl(url)).rejects.toThrow('did not answer the challenge');
    await other.close();
  });

  test('an app that is gone leaves the author with an error', async () => {
    await slack.useRequestUrl(url);
    await app.stop();
    expect((await slack.as(sam).command(ops, '/order', 'nothing')).outcome).toBe('not-connected');
    await slack.waitForEphemeral(sam, 'dispatch_failed');
    await app.start({ port: Number(new URL(url).port), host: '127.0.0.1' });
  });
});
