import { describe, expect, test } from 'vitest';
import { githubIssues } from '../../../src/adapters/github/issues.ts';
import { type Fault, githubWire } from './github-wire.ts';

const patience = () => AbortSignal.timeout(10_000);
const given = { title: 'INC-7: Shop', body: 'What was seen <!-- marker -->' };
const longAgo = '2026-01-01T00:00:00Z';

describe('issues on GitHub (B1)', () => {
  test('are opened, found by their marker, commented on and closed', async () => {
    const wire = await githubWire();
    const tracker = githubIssues(wire.wishes);
    const issue = await tracker.open(given, patience());
    expect(issue).toEqual({ number: 1, url: 'https://github.example.com/acme/shop/issues/1' });
    expect(await tracker.find('<!-- marker -->', longAgo, patience())).toEqual(issue);
    expect(await tracker.find('<!-- another -->', longAgo, patience())).toBeNull();
    const comment = await tracker.comment(1, 'on it <!-- c1 -->', patience());
    expect(await tracker.findComment(1, '<!-- c1 -->', patience())).toBe(comment);
    expect(await tracker.findComment(1, '<!-- c2 -->', patience())).toBeNull();
    await tracker.close(1, patience());
    expect(wire.issues[0]).toMatchObject({ state: 'closed', state_reason: 'completed' });
  });

  test('a comment is found on whichever page it stands', async () => {
    const wire = await githubWire();
    const tracker = githubIssues(wire.wishes);
    await tracker.open(given, patience());
    for (let number = 1; number <= 130; number += 1)
      wire.issues[0]?.comments.push({ body: `comment <!-- c${number} -->`, html_url: `#${number}` });
    expect(await tracker.findComment(1, '<!-- c130 -->', patience())).toBe('#130');
    expect(await tracker.findComment(1, '<!-- c131 -->', patience())).toBeNull();
  });

  test.each<[string, Fault, object]>([
    ['a repository that the token may not see', { status: 404 }, { kind: 'refused' }],
    ['a text that GitHub does not take', { status: 422 }, { kind: 'refused' }],
    ['a right that the token lacks', { status: 403 }, { kind: 'refused' }],
    ['a second limit', { status: 403, headers: { 'retry-after': '90' } }, { kind: 'limited', afterMs: 90_000 }],
    ['too many requests', { status: 429 }, { kind: 'limited', afterMs: 60_000 }],
    ['a fault of GitHub', { status: 502 }, { kind: 'unknown', message: 'GitHub answered 502' }],
    ['a cut connection', 'cut-after', { kind: 'unknown' }],
  ])('%s is told as what it is', async (_, fault, trouble) => {
    const wire = await githubWire();
    wire.faults.push(fault);
    await expect(githubIssues(wire.wishes).open(given, patience())).rejects.toMatchObject(trouble);
  });

  test('a used-up limit waits until GitHub says that it is filled again', async () => {
    const wire = await githubWire();
    const reset = String(Math.ceil(Date.now() / 1000) + 600);
    wire.faults.push({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } });
    const error = await githubIssues(wire.wishes)
      .open(given, patience())
      .catch((each: unknown) => each);
    expect(error).toMatchObject({ kind: 'limited' });
    expect((error as { afterMs: number }).afterMs).toBeGreaterThan(590_000);
  });

  test('a wrong token is named as such, and never shown', async () => {
    const wire = await githubWire();
    const tracker = githubIssues({ ...wire.wishes, token: 'wrong-3f3f' });
    const error = await tracker.open(given, patience()).catch((each: unknown) => each);
    expect(error).toMatchObject({ kind: 'refused', message: 'GitHub answered 401: the token is wrong or has expired' });
    expect(String(error)).not.toContain('3f3f');
  });
});
