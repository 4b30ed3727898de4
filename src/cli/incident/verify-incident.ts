import { compareHeads, type Link, type ShownHead, verifyChain } from '../../domain/chain.ts';
import type { IncidentId } from '../../domain/ids.ts';
import { loadSetup, withStore } from '../configuration.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { noSuchIncident } from './read-incident.ts';

/**
 * Recomputes a journal's chain from the texts that were hashed, compares it with heads that Slack showed at the time, and says
 * what that proves and what it cannot.
 */
export async function verifyIncident(
  id: IncidentId,
  heads: readonly ShownHead[],
  terminal: Terminal,
): Promise<ExitCode> {
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
  return heads.length === 0 ? tellWhatIsLeft(terminal) : tellHeads(chain.links, heads, terminal);
}

function tellWhatIsLeft(terminal: Terminal): ExitCode {
  terminal.out(
    '  Not proved: that whoever owns this database did not compute the whole chain anew. For that, give the heads',
  );
  terminal.out('  that the incident’s thread in Slack shows at each turn: --head 18:5f2c09ab1e77');
  return 0;
}

/** What agrees was there when Slack showed it, whoever owns the database (and as long as nobody owns Slack as well). */
function tellHeads(links: readonly Link[], heads: readonly ShownHead[], terminal: Terminal): ExitCode {
  const { differ, provedUpTo } = compareHeads(links, heads);
  for (const { n, digest } of differ) {
    const here = links[n - 1]?.digest.slice(0, digest.length) ?? 'no such entry';
    terminal.out(`✗ Entry ${n} was shown as ${digest}, and is ${here} here: it, or one before it, is another one now.`);
  }
  if (provedUpTo > 0)
    terminal.out(`✓ Entries 1 to ${provedUpTo} are those that were shown: proved from outside this database.`);
  if (provedUpTo < links.length)
    terminal.out(`  Not proved from outside: entries ${provedUpTo + 1} to ${links.length}.`);
  return differ.length === 0 ? 0 : 1;
}
