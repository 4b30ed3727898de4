import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type StoreAddress } from '../../../src/adapters/store/open-store.ts';
import { verifyChain } from '../../../src/domain/chain.ts';
import { ChannelId } from '../../../src/domain/ids.ts';
import type { OutboundMessage } from '../../../src/ports/chat.ts';
import { type SlackWire, startSlackWire } from '../../support/slack-wire.ts';
import { openIncident } from './fixtures.ts';
import { freshAddress, homes } from './homes.ts';

const LEASE_MS = 1500;
const room = ChannelId.parse('C0ROOM');
let children: ChildProcess[] = [];
let wire: SlackWire;

beforeEach(async () => {
  wire = await startSlackWire();
});
afterEach(async () => {
  await Promise.all(children.map(kill));
  children = [];
  await wire.close();
});

function start(program: string, ...args: string[]) {
  const path = new URL(program, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface(child.stdout) };
}

async function startCarrier(address: StoreAddress): Promise<ChildProcess> {
  const { child, lines } = start('./carrier.ts', JSON.stringify({ address, url: wire.url, leaseMs: LEASE_MS }));
  await once(lines, 'line');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function put(address: StoreAddress, names: readonly string[]): Promise<void> {
  const store = await openStore(address);
  const messages = names.map((key): OutboundMessage => ({ key, to: { channel: room }, text: key, blocks: [] }));
  await store.outbox.post(messages);
  await store.close();
}

/**
 * What was posted of this test's own. A courier that an earlier test killed between its last post and writing that down
 * leaves a message which the next one cannot find on this test's new wire, and rightly posts there.
 */
const posted = (names: readonly string[]) => () =>
  wire.posts.map(({ text }) => text).filter((text) => names.includes(text));

describe.each(homes)('kill -9 with a store on the %s', (home) => {
  const address = freshAddress(home);

  test('in the middle of appends loses no acknowledged entry and leaves no half of an append', async () => {
    const before = await openStore(address());
    const { id } = await openIncident(before);
    await before.close();
    let acknowledged = 1;
    for (const enough of [10, 40]) {
      const { child, lines } = start('./appender.ts', JSON.stringify(address()), id);
      const until = acknowledged + enough;
      await new Promise<void>((resolve) => {
        lines.on('line', (line) => {
          acknowledged = Number(line);
          if (acknowledged >= until) resolve();
        });
      });
      const closed = once(lines, 'close');
      await kill(child);
      await closed;
    }
    const after = await openStore(address());
    const chain = await after.entries.readChain(id);
    await after.close();
    const verdict = verifyChain(id, chain?.links ?? [], chain?.head);
    expect(verdict.kind).toBe('intact');
    expect(chain?.links.length).toBeGreaterThanOrEqual(acknowledged);
    expect((chain?.links.length ?? 0) % 2).toBe(1);
  });

  test.each(['lost', 'swallowed'] as const)(
    'of the courier while a post is %s posts it once in the end',
    async (fault) => {
      const names = ['a', 'b', 'c', 'd'].map((name) => `${fault}-${name}`);
      await put(address(), names);
      const never = new Promise<void>(() => undefined);
      wire.fault = ({ method, text }) => {
        if (method !== 'post' || text !== names[1]) return undefined;
        return fault === 'lost' ? { held: never } : 'swallowed';
      };
      const second = wire.seen(({ method, text }) => method === 'post' && text === names[1]);
      const child = await startCarrier(address());
      await second;
      await kill(child);
      wire.fault = () => undefined;
      await startCarrier(address());
      await expect.poll(posted(names), { timeout: 30_000 }).toEqual(names);
      expect(wire.calls.filter(({ method }) => method === 'find').length).toBeGreaterThan(0);
    },
  );
});

describe('several couriers on one server', () => {
  const address = freshAddress('server');

  test('post each message once, in order, though one after the other is killed at any moment', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `message ${index}`);
    await put(address(), names);
    let victim = await startCarrier(address());
    await startCarrier(address());
    for (const moment of [5, 17, 18, 31, 44]) {
      await expect.poll(() => posted(names)().length, { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(moment);
      await kill(victim);
      victim = await startCarrier(address());
    }
    await expect.poll(posted(names), { timeout: 30_000 }).toEqual(names);
  });

  test('post nothing twice when one was paused in the middle of a post for longer than its lease', async () => {
    const names = ['p', 'q', 'r'];
    await put(address(), names);
    const held = Promise.withResolvers<void>();
    let holds = 0;
    wire.fault = ({ method }) => (method === 'post' && holds++ === 0 ? { held: held.promise } : undefined);
    const posting = wire.seen(({ method }) => method === 'post');
    const paused = await startCarrier(address());
    await posting;
    paused.kill('SIGSTOP');
    await startCarrier(address());
    await expect.poll(posted(names), { timeout: 30_000 }).toEqual(names);
    paused.kill('SIGCONT');
    held.resolve();
    await put(address(), ['s']);
    await expect.poll(posted([...names, 's']), { timeout: 30_000 }).toEqual([...names, 's']);
  });
});
