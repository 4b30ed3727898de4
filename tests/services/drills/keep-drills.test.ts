import { describe, expect, onTestFinished, test } from 'vitest';
import type { DrillEntryBody } from '../../../src/domain/drill.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import { theBot } from '../../../src/domain/person.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { DrillLog } from '../../../src/ports/drill-log.ts';
import { drillPlace } from '../../../src/services/drills/drill-log.ts';
import { startDrillKeeper } from '../../../src/services/drills/keep-drills.ts';
import { policy } from '../../support/incident-builder.ts';
import { memoryWorkLog } from '../../support/memory-work-log.ts';

const begins = Date.UTC(2026, 5, 3, 12);
const serviceCalled = (name: string): ServicePolicy => ({ ...policy(), name: ServiceName.parse(name) });
const [shop, desk] = [serviceCalled('shop'), serviceCalled('desk')];

/** A keeper over a log in memory, on a clock that the test moves; `portsOf` is what a drill would begin with. */
function keep(services: readonly ServicePolicy[], change: (log: DrillLog) => Partial<DrillLog> = () => ({})) {
  let nowMs = begins;
  const log = memoryWorkLog<DrillEntryBody>(() => nowMs);
  const begun: string[] = [];
  const told: string[] = [];
  const heard: string[] = [];
  let looks = 0;
  const claim: DrillLog['claim'] = (...given) => {
    looks += 1;
    return log.claim(...given);
  };
  const start = () => {
    const keeper = startDrillKeeper({
      house: {
        drills: { ...log, claim, ...change(log) },
        services,
        home: 'home',
        people: { roster: async () => ({ roster: {}, unresolved: [] }), timeZone: async () => null },
        portsOf: (name) => {
          begun.push(name);
          throw new Error('its database is nowhere');
        },
      },
      clock: { now: () => new Date(nowMs) },
      holder: 'keeper',
      tell: async ({ name }) => void told.push(name),
      tellOverdue: async ({ name }) => void told.push(`${name} overdue`),
      sharePicture: async () => 'not-yet',
      heard: (error) => void heard.push(String(error)),
    });
    onTestFinished(() => keeper.stop());
    /** Woken until it has looked so often more. */
    const lookedAround = async (times: number) => {
      const wanted = looks + times;
      await expect
        .poll(() => {
          keeper.wake();
          return looks;
        })
        .toBeGreaterThanOrEqual(wanted);
    };
    return { lookedAround };
  };
  const asked = async (service: ServicePolicy) => {
    const { entries } = await log.read(drillPlace(service));
    const body = { kind: 'drill-asked', number: 1, reason: 'by-hand', due: null, from: null } as const;
    await log.append(drillPlace(service), entries.length, { body, by: theBot }, { work: 'due' });
  };
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { log, begun, told, heard, start, asked, advance };
}

describe('whoever keeps drills (B8)', () => {
  test('leaves those of a service that its file does not have to a replica that knows it', async () => {
    const { log, asked, start, begun } = keep([desk]);
    await asked(shop);
    await start().lookedAround(3);
    expect(begun).toEqual([]);
    expect(await log.claim('the one that knows it', [drillPlace(shop)])).toMatchObject({ service: 'shop', fence: 1 });
  });

  test('waits after an error before it tries again, longer each time, and tries for ever', async () => {
    const { asked, start, begun, advance } = keep([shop]);
    await asked(shop);
    const { lookedAround } = start();
    await expect.poll(() => begun.length).toBe(1);
    await lookedAround(5);
    expect(begun).toHaveLength(1);
    advance(5_000);
    await lookedAround(5);
    expect(begun).toHaveLength(2);
    advance(5_000);
    await lookedAround(5);
    expect(begun).toHaveLength(2);
    for (let day = 0; day < 9; day += 1) {
      advance(86_400_000);
      await lookedAround(5);
    }
    expect(begun.length).toBeGreaterThan(9);
  });

  test('keeps on with the others where one service is in trouble', async () => {
    const trouble = (log: DrillLog): Partial<DrillLog> => ({
      read: async (place) => {
        if (place.service === 'shop') throw new Error('entry 7 cannot be read');
        return log.read(place);
      },
    });
    const { asked, start, told, heard } = keep([shop, desk], trouble);
    await asked(desk);
    await start().lookedAround(2);
    expect(told).toContain('desk');
    expect(heard).toContain('Error: entry 7 cannot be read');
  });

  test('tells a drill red that has not ended by the time it should have', async () => {
    const { asked, start, told, advance } = keep([shop]);
    await asked(shop);
    const { lookedAround } = start();
    await lookedAround(2);
    expect(told).not.toContain('shop overdue');
    advance(shop.drill.overdue_after + 1);
    await lookedAround(2);
    expect(told).toContain('shop overdue');
  });
});
