import { storefront } from '../../../demo/storefront/example.ts';
import type { Storefront } from '../../../demo/storefront/start.ts';
import type { CrashWorld } from '../crash-world.ts';
import type { CrashStage } from './stage.ts';

const STAGE_MS = 250;

/** An API on Render and a web on Vercel that go back together; the code first, before anybody is asked (R5, P5). */
export const storefrontStage: CrashStage<Storefront> = {
  example: storefront,
  rows: 0.02,
  adapt: () => (policy) => ({
    ...policy,
    freeze: { ...(policy['freeze'] as object), prove_for: '200ms' },
    watch: { for: '1s', every: '500ms' },
  }),
  quieten: slowDown,
  watch: watchPlatforms,
};

/** No requests, and platforms that take long enough for a bot to die while one of them is at it. */
function slowDown({ traffic, platforms }: Storefront): void {
  traffic.setRate(0);
  platforms.render.pace.stageMs = STAGE_MS;
  platforms.vercel.pace.stageMs = STAGE_MS;
}

/** Each platform saw one rollback, to the good commit, and its deploys by itself were held once and let go once. */
function watchPlatforms({ world }: CrashWorld<Storefront>) {
  const { platforms, repository } = world.service;
  const { vercel, service, project } = platforms;
  const { good } = repository.commits;
  const [deploysBefore, askedBefore] = [service.deploys.length, vercel.asked.length];
  const triggers = changesOf(service, 'autoDeployTrigger');
  const assignments = changesOf(project, 'autoAssignCustomDomains');
  return async () => {
    const state = await world.service.state();
    const rollbacks = service.deploys.slice(0, service.deploys.length - deploysBefore);
    const moved = vercel.asked
      .slice(askedBefore)
      .filter(({ line, status }) => status === 201 && /^POST .*\/(rollback|promote)\//.test(line));
    return [
      ...differs('GET / answers', state.pageStatus, 200),
      ...differs('Render serves', state.apiCommit, good),
      ...differs('Vercel serves', state.webCommit, good),
      ...differs('Render saw', rollbacks.map(({ trigger, status }) => `${trigger} ${status}`).join(), 'rollback live'),
      ...differs('moves of Vercel’s domain', moved.length, 1),
      ...differs('Render deployed by itself on', triggers().join(), 'commit,off,commit'),
      ...differs('Vercel assigned its domain by itself', assignments().join(), 'true,false,true'),
    ];
  };
}

function differs(what: string, seen: unknown, wanted: unknown): string[] {
  return seen === wanted ? [] : [`${what}: ${seen}, expected ${wanted}`];
}

/** Every value that the property takes from now on, each repetition once. */
function changesOf<Name extends string, Value>(thing: { [key in Name]: Value }, name: Name): () => readonly Value[] {
  let value = thing[name];
  const values = [value];
  Object.defineProperty(thing, name, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set(next: Value) {
      if (next !== value) values.push(next);
      value = next;
    },
  });
  return () => values;
}
