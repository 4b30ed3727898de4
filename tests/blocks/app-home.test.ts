import type { HomeView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { drawAppHome, drawHomeUnderWay, type HomeFacts, servicesPerPage } from '../../blocks/app-home.ts';
import type { ServiceAtHome } from '../../blocks/parts/service-today.ts';
import type { CardFacts } from '../../src/domain/card.ts';
import { ChannelId, Instant, ServiceName } from '../../src/domain/ids.ts';
import type { Asked } from '../../src/domain/service-today.ts';
import { deciding, lead, onCall } from '../support/incident-builder.ts';
import { expectGoodView } from './support/checks.ts';
import { aBackup, factsOf, storyLoss } from './support/facts.ts';

const at = Instant.parse('2026-06-03T14:05:00.000Z');
const known = <Value>(value: Value): Asked<Value> => ({ kind: 'known', value });

function service(given: { title?: string; live?: boolean; say?: string; number?: number } = {}): ServiceAtHome {
  const { title = 'PromptRefine', live = false, say = 'Look at the key', number = 1 } = given;
  const facts: CardFacts = factsOf(deciding().plan({ statedLoss: storyLoss }));
  const { id, declaredAt } = facts.incident;
  const backup = aBackup();
  return {
    cards: live ? [facts] : [],
    today: {
      ...{ name: ServiceName.parse(`service-${number}`), title, environment: 'production', timeZone: 'UTC', at },
      channel: ChannelId.parse('C0OPS'),
      live: live ? [{ id, declaredAt }] : [],
      backups: known({
        ...{ newest: backup, good: backup, count: 3, pinned: [] },
        lastProof: { backup: backup.manifest.id, provedAt: at, passed: true },
      }),
      drills: known({ last: null, lastAuthority: null, asksPeople: false, next: at, late: [] }),
      toDo: known(
        Array.from({ length: 5 }, (_, n) => ({
          of: 'INC-3',
          number: n,
          say,
          owner: lead,
          dueAt: at,
          overdue: n === 0,
        })),
      ),
      deciders: known({
        anyTime: [{ role: 'team-lead', people: [lead] }],
        ...{ standIns: [onCall], unclear: [], troubles: [] },
      }),
      migration: known(null),
      autoDeploysOff: known([]),
    },
  };
}

function home(services: readonly ServiceAtHome[], more: Partial<HomeFacts> = {}): HomeView {
  const liveCount = services.filter(({ today }) => today.live.length > 0).length;
  return drawAppHome({ services, liveCount, page: 1, pages: 1, lately: [], drawnAt: at, ...more });
}

const textOf = ({ blocks }: HomeView) => JSON.stringify(blocks);

describe('the Home tab', () => {
  test('shows of each service whether all is well, what there is to go back to, who decides and what is left to do', () => {
    const text = textOf(home([service()]));
    expect(text).toContain('✅ *PromptRefine* (production) in <#C0OPS>: no incident');
    expect(text).toMatch(/Newest backup <!date\^.*; last proof <!date\^.*, passed\./);
    expect(text).toMatch(/No drill was held yet; next <!date/);
    expect(text).toContain(
      `Could decide now: <@${lead}> (team lead); <@${onCall}> while nobody of them can be reached.`,
    );
    expect(text).toContain('5 things left to do, 1 overdue:');
    expect(text).toContain('and 2 more');
  });

  test('of a live incident it shows the window, who may decide on it now, and buttons that lead there', () => {
    const text = textOf(home([service({ live: true })]));
    expect(text).toMatch(/waits for a decision.*\*Decide by\* <!date\^\d+\^[^|]*\|2026-06-03 \d\d:\d\d UTC>/s);
    expect(text).toContain(`*May decide now:* <@${lead}>`);
    expect(text).toContain('Show the decision INC-7');
    expect(text).not.toContain('Could decide now');
  });

  test('what could not be asked says so, and hides nothing else', () => {
    const one = service();
    const unknown = { kind: 'unknown', why: 'the bucket <!channel> does not answer' } as const;
    const text = textOf(home([{ ...one, today: { ...one.today, backups: unknown } }]));
    expect(text).toContain('⚠️ Backups could not be asked: the bucket &lt;!channel&gt; does not answer');
    expect(text).toContain('No drill was held yet');
  });

  test.each([
    ['a ping of everybody', '<!channel> <!here> <@U0EVIL>'],
    ['a very long text', 'x'.repeat(3_000)],
    ['many ampersands', '&'.repeat(3_000)],
    ['families', '👩‍👩‍👧‍👦'.repeat(300)],
  ])('a full page with %s in it is within Slack’s limits', (_, say) => {
    const services = Array.from({ length: servicesPerPage }, (__, number) =>
      service({ title: say.slice(0, 60), say, live: true, number }),
    );
    const view = home(services, { page: 2, pages: 3 });
    expectGoodView(view);
    expect(view.blocks.length).toBeLessThanOrEqual(100);
    expect(textOf(view)).toContain('Page 3 of 3');
  });

  test('the first look is within them too', () => expectGoodView(drawHomeUnderWay()));
});
