import type { Finding } from '../../domain/finding.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import type { GateWishes } from './gate-wishes.ts';

/** Whether the migrations that lie here are those of the commit that is to be deployed (G1). */
export async function checkCommit(
  source: ServicePorts['source'],
  { commit: wanted, service }: Pick<GateWishes, 'commit' | 'service'>,
): Promise<{ readonly commit: string | null; readonly finding: Finding }> {
  const check = 'commit';
  const commit = wanted ?? (await source.currentCommit());
  const hint = 'Fill in `repository.path` with a Git checkout, so that this can be told.';
  if (service.repository === undefined) {
    const say = 'recourse.yaml names no repository, so nobody can tell which commit these migrations belong to';
    return { commit, finding: { check, result: 'warned', say, hint } };
  }
  const changed = commit === null ? null : await source.changedMigrations(commit);
  if (commit === null || changed === null) {
    const say = `Git could not say whether the migrations are those of ${commit ?? 'the current commit'}`;
    return {
      commit,
      finding: { check, result: 'skipped', say, hint: 'Check the commit, and that Git can read the checkout.' },
    };
  }
  const short = commit.slice(0, 12);
  if (changed.length === 0)
    return { commit, finding: { check, result: 'passed', say: `the migrations are those of ${short}` } };
  const say = `${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not as commit ${short} has ${changed.length === 1 ? 'it' : 'them'}`;
  return {
    commit,
    finding: { check, result: 'failed', say, hint: 'Commit or undo it: what is deployed must be what was looked at.' },
  };
}
