import { connect } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { bearer, type Door, fromUs, openDoor, own, prometheus } from './door.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});

describe('whatever a sender does to the door', () => {
  test('too much without a length said beforehand is refused as soon as it is too much', async () => {
    const pieces = new ReadableStream({
      pull: (stream) => stream.enqueue(new TextEncoder().encode('x'.repeat(100_000))),
    });
    const asked = { method: 'POST', body: pieces, headers: bearer, duplex: 'half' } as const;
    expect(await fetch(`${door.url}/alerts/shop/alertmanager`, asked)).toMatchObject({ status: 413 });
  });

  test('a body that is packed is refused with the reason, not called broken JSON', async () => {
    const packed = { ...bearer, 'content-encoding': 'gzip' };
    expect(await door.post('/alerts/shop/alertmanager', prometheus, packed)).toMatchObject({
      status: 415,
      said: expect.stringContaining('packed'),
    });
  });

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'image/png'])(
    'what is called %s is judged by its bytes, as its signature is',
    async (type) => {
      expect(await door.post('/alerts/shop/json', own, { ...fromUs(own), 'content-type': type })).toMatchObject({
        status: 200,
      });
      expect(
        await door.post('/alerts/shop/json', '<xml/>', { ...fromUs('<xml/>'), 'content-type': type }),
      ).toMatchObject({
        status: 400,
      });
    },
  );

  test.each<[what: string, head: string]>([
    ['its head', 'POST /alerts/shop/json HTTP/1.1\r\nHost: x\r\n'],
    ['its body', 'POST /alerts/shop/json HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{'],
  ])('whoever sends %s a byte at a time is shown the door, and nobody else waits for them', async (_, head) => {
    const patient = await openDoor({ requestMs: 500 });
    const slow = Array.from({ length: 20 }, () => connect(patient.port, '127.0.0.1'));
    const gone = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of slow) {
      socket.on('error', () => undefined).on('data', () => undefined);
      socket.write(head);
    }
    const drip = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('a');
    }, 50);
    onTestFinished(() => clearInterval(drip));
    expect(await patient.post('/alerts/shop/alertmanager', prometheus, bearer)).toMatchObject({ status: 200 });
    await Promise.all(gone);
    expect(patient.taken).toHaveLength(1);
  });
});

describe('senders that ask too often', () => {
  test('too many at once: 429 and when to come again', async () => {
    const answers = [];
    for (let n = 0; n < 62; n += 1) answers.push(await door.post('/alerts/shop/alertmanager', '{"alerts":[]}', bearer));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(answers.at(-1)).toMatchObject({ status: 429, retryAfter: '1' });
  });

  test('strangers who ask too often do not shut the door for the monitoring', async () => {
    const answers = [];
    for (let n = 0; n < 62; n += 1) answers.push(await door.post('/alerts/shop/alertmanager', '{"alerts":[]}', {}));
    expect(answers[0]?.status).toBe(401);
    expect(answers.at(-1)?.status).toBe(429);
    expect((await door.post('/alerts/shop/alertmanager', prometheus, bearer)).status).toBe(200);
  });
});
