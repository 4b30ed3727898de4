import { verifyChain } from '../../domain/chain.ts';
import type { IncidentId } from '../../domain/ids.ts';
import { loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { noSuchIncident } from './read-incident.ts';

/** Recomputes a journal's chain from the texts that were hashed, and says what that proves and what it cannot. */
export async function verifyIncident(id: IncidentId, terminal: Terminal): Promise<ExitCode> {
  const { settings } = loadSetup();
  const chain = await withStore(settings, (store) => store.entries.readChain(id));
  if (chain === null) throw noSuchIncident(id);
  const verdict = verifyChain(id, chain.links, chain.head);
  if (verdict.kind === 'broken') {
    terminal.out(`✗ ${id}: the journal is broken: ${verdict.say}.`);
    terminal.out(
      '  What stands before that entry is whole. Compare it with Slack’s thread and with the database’s backups.',
    );
    return 1;
  }
  terminal.out(`✓ ${id}: ${verdict.entries} entries in one unbroken chain.`);
  terminal.out(`  Head: entry ${verdict.entries}, SHA-256 ${verdict.digest}`);
  terminal.out('  Proved: since they were written, no entry was changed, dropped, put in between, or cut off the end.');
  terminal.out(
    '  Not proved: that whoever owns this database did not compute the whole chain anew. For that, compare the head',
  );
  terminal.out('  with one that was kept elsewhere at the time, such as an earlier run of this command.');
  return 0;
}
