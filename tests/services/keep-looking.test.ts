import { expect, test, vi } from 'vitest';
import { keepLooking } from '../../src/services/keep-looking.ts';

const hour = 3_600_000;

test('a wake that comes in the middle of a look makes it look again, and one that fails keeps no other from happening', async () => {
  const heard: unknown[] = [];
  let looks = 0;
  const looking = keepLooking({
    everyMs: hour,
    look: async () => {
      looks += 1;
      if (looks === 1) looking.wake();
      if (looks === 2) throw new Error('the store is away');
    },
    heard: (error) => heard.push(error),
  });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  looking.wake();
  await vi.waitFor(() => expect(looks).toBe(3));
  await looking.stop();
  expect(looks).toBe(3);
});

test('a stop waits for the look under way, which is told of it, and ends the wait for the next one', async () => {
  const begun = Promise.withResolvers<void>();
  let ended = false;
  const looking = keepLooking({
    everyMs: hour,
    look: async (stopping) => {
      begun.resolve();
      await new Promise((resolve) => stopping.addEventListener('abort', resolve));
      ended = true;
    },
    heard: (error) => expect.unreachable(String(error)),
  });
  await begun.promise;
  await looking.stop();
  expect(ended).toBe(true);
});
