import { describe, expect, test } from 'vitest';
import { RecourseError } from '../../src/domain/errors.ts';
import type { Given } from '../../src/engine/step.ts';
import type { DeployProvider, WantedDeploy } from '../../src/ports/deploys.ts';
import { chooseCommit } from '../../src/steps/choose-commit.ts';
import { makeEffort } from '../adapters/effort.ts';

const [oldest, older, newer] = ['1a2b3c4', '4f1c2ab', '9e8d7c6'];

/** A place that runs the newer commit, and kept a good deploy of the older one unless it is told otherwise. */
function place(name: string, change: Partial<DeployProvider> = {}): Partial<DeployProvider> {
  const lastKnownGood = async (wanted: WantedDeploy) =>
    'commit' in wanted && wanted.commit !== older
      ? null
      : { id: `dep-${name}`, commit: older, at: '2026-06-03T08:00:00.000Z' as never, proved: true };
  return { name, mayBuild: true, current: async () => newer, lastKnownGood, ...change };
}

const away = async () => {
  throw new RecourseError('Vercel gave no answer.', { code: 'provider-unreachable', hint: 'Try again.' });
};

function house(
  providers: readonly Partial<DeployProvider>[],
  given: { readonly changed?: readonly string[] | null; readonly named?: string } = {},
): Given {
  const { changed = null, named = null } = given;
  return {
    incident: { identifiedAt: '2026-06-03T14:00:00.000Z', choice: { path: 'app-rollback', commit: named } },
    service: { deploys: providers.map(({ name }) => (name === 'web' ? { name, contract: ['contract'] } : { name })) },
    ports: {
      deploys: providers,
      backups: { list: async () => [] },
      source: { changedBetween: async () => changed },
    },
    effort: makeEffort(),
    outcomeOf: () => ({ runningCommit: newer }),
  } as unknown as Given;
}

async function chosen(given: Given) {
  const check = await chooseCommit.check(given);
  if (check.kind !== 'to-do') throw new Error(check.kind === 'refused' ? check.say : check.kind);
  const findings = await chooseCommit.verify(given, await chooseCommit.run(given, check.intent));
  return { ...check.intent, findings };
}

describe('the commit to go back to', () => {
  test('is the one that a provider recorded to have worked, with no backup at all (R3)', async () => {
    const { commit, because, deploys } = await chosen(house([place('api'), place('web')], { changed: ['contract/a'] }));
    expect(commit).toBe(older);
    expect(because).toContain('api ran it well: dep-api of 2026-06-03 08:00 UTC');
    expect(deploys).toEqual([
      { target: 'api', commit: older },
      { target: 'web', commit: older },
    ]);
  });

  test('leaves a target where it is whose contract is the same (P5)', async () => {
    const { deploys } = await chosen(house([place('api'), place('web')], { changed: [] }));
    expect(deploys?.map(({ target }) => target)).toEqual(['api']);
  });

  test('is the one that was named, and it is told that a provider could not be asked about it', async () => {
    const providers = [place('api'), place('web', { current: away, lastKnownGood: away })];
    const { findings } = await chosen(house(providers, { named: older }));
    expect(findings.filter(({ check }) => check === 'web')).toEqual([
      {
        check: 'web',
        result: 'warned',
        say: `web could not be asked about ${older}. Vercel gave no answer.`,
        hint: 'Try again.',
      },
    ]);
  });

  test('is found although one provider is away, which is told once', async () => {
    const { commit, findings } = await chosen(
      house([place('api'), place('web', { current: away, lastKnownGood: away })]),
    );
    expect(commit).toBe(older);
    expect(findings.filter(({ say }) => say.includes('Vercel gave no answer.'))).toMatchObject([{ result: 'warned' }]);
  });

  test('is refused by the findings where one target could not follow, before anything is deployed (P5)', async () => {
    const keepsNothing = place('web', { mayBuild: false, lastKnownGood: async () => null });
    const { findings } = await chosen(house([place('api'), keepsNothing]));
    expect(findings.filter(({ result }) => result === 'failed').map(({ check }) => check)).toEqual(['web']);
  });

  test('is an older one that every target can follow to, where the newest good one is kept by one of them only (P5)', async () => {
    const keeps =
      (id: string, kept: Readonly<Record<string, string>>, best: string) => async (wanted: WantedDeploy) => {
        const commit = 'commit' in wanted ? wanted.commit : best;
        const at = kept[commit];
        return at === undefined ? null : { id, commit, at: at as never, proved: true };
      };
    const [late, early] = ['2026-06-03T08:00:00.000Z', '2026-06-02T08:00:00.000Z'];
    const api = place('api', { lastKnownGood: keeps('a', { [older]: late, [oldest]: early }, older) });
    const web = place('web', { mayBuild: false, lastKnownGood: keeps('w', { [oldest]: early }, oldest) });
    const { commit, deploys, findings } = await chosen(house([api, web]));
    expect(commit).toBe(oldest);
    expect(deploys).toHaveLength(2);
    expect(findings).toContainEqual(
      expect.objectContaining({ say: expect.stringContaining(`${older} could be named`) }),
    );
  });

  test('is the one that a person named, and no provider is asked for another', async () => {
    const { commit, because } = await chosen(house([place('api')], { named: older }));
    expect([commit, because]).toEqual([older, 'named by the person who chose this way']);
  });

  test.each([
    ['nobody knows any', [place('api', { lastKnownGood: async () => null })], {}, /No deploy provider and no backup/],
    ['it runs now', [place('api')], { named: newer }, /is what runs now/],
    ['it is none', [place('api')], { named: '--force' }, /is no commit/],
    ['every target may stay', [place('web')], { changed: [] }, /nothing to roll back/],
  ])('is refused where %s', async (_, providers, given, says) => {
    await expect(chosen(house(providers, given))).rejects.toThrow(says);
  });
});
