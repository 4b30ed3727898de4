import { createSourceTree } from '../../adapters/source/git.ts';
import { passed, perService, type Seen, skipped, warned } from './probe.ts';

/** The declare form can be filled in: the current commit and the newest migration. */
export const sourceProbe = perService('source', async (service, { settings }) => {
  const tree = createSourceTree(service, settings.childEnvironment);
  const findings: Seen[] = [];
  if (service.repository === undefined) findings.push(skipped('no repository is configured'));
  else {
    const commit = await tree.currentCommit();
    const hint = 'Check the path, and that this user may read it; until then people fill the commit in by hand.';
    findings.push(
      commit === null
        ? warned(`${service.repository.path} is no Git checkout`, hint)
        : passed(`the checkout is at ${commit.slice(0, 12)}`),
    );
  }
  if (service.migrations === undefined) return findings;
  const { directory, tool } = service.migrations;
  const newest = await tree.newestMigration();
  findings.push(
    newest === null
      ? warned(
          `no ${tool} migration in ${directory}`,
          'Check tool and directory; until then people fill the migration in by hand.',
        )
      : passed(`the newest migration is ${newest}`),
  );
  return findings;
});
