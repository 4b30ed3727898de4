import { describe, expect, test } from 'vitest';
import { deploysTogether, type TargetFacts } from '../../src/plan/deploys-together.ts';

const commit = 'aaaaaaa1aaaaaaa1aaaaaaa1aaaaaaa1aaaaaaa1';
const api: TargetFacts = { target: 'api', running: 'b', mayBuild: true, kept: 'dep-1', contract: null, changed: null };
const web: TargetFacts = { ...api, target: 'web', mayBuild: false, kept: 'dpl_1' };
const bound = (changed: TargetFacts['changed']): TargetFacts => ({ ...web, contract: ['contract/'], changed });
const targets = (facts: readonly TargetFacts[]) => deploysTogether(commit, facts).deploys.map(({ target }) => target);
const remarks = (facts: readonly TargetFacts[]) =>
  deploysTogether(commit, facts)
    .findings.filter(({ check, result }) => check === 'together' || result !== 'passed')
    .map(({ result, say }) => `${result}: ${say}`);

describe('targets of one service (P5)', () => {
  test.each<[string, readonly TargetFacts[], string[], RegExp | null]>([
    ['go back together', [api, web], ['api', 'web'], null],
    [
      'go back together where the contract differs',
      [api, bound(['contract/orders.json'])],
      ['api', 'web'],
      /orders\.json differs/,
    ],
    ['may stay where the contract is the same', [api, bound([])], ['api'], /^passed: web stays on b/],
    ['go back together where nobody can tell', [api, bound(null)], ['api', 'web'], /^warned: web goes back too/],
    [
      'that can only go to what they kept are told apart',
      [api, { ...web, kept: null }],
      ['api', 'web'],
      /^failed: web has no deploy/,
    ],
    ['that build what they did not keep go all the same', [{ ...api, kept: null }, web], ['api', 'web'], null],
    ['that could not be asked are not called impossible', [api, { ...web, kept: undefined }], ['api', 'web'], null],
  ])('%s', (_, facts, going, says) => {
    expect(targets(facts)).toEqual(going);
    if (says === null) expect(remarks(facts)).toEqual([]);
    else expect(remarks(facts).join('\n')).toMatch(says);
  });
});
