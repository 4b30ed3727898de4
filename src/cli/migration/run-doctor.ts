import { consultDoctor } from '../../services/migrations/doctor.ts';
import { openService } from '../backup/service-ports.ts';
import { signs } from '../signs.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

/** Says what the ledger doctor found: 0 where all agrees, 1 where something has drifted, 2 where nobody could look. */
export async function runDoctor(
  name: string,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const findings = await consultDoctor(service.name, ports);
  if (json) terminal.out(JSON.stringify({ service: service.name, findings }));
  else {
    for (const { result, say, hint } of findings) {
      terminal.out(`${signs[result]} ${say}`);
      if (hint !== undefined) terminal.out(`  → ${hint}`);
    }
  }
  if (findings.some(({ result }) => result === 'failed' || result === 'warned')) return 1;
  return findings.some(({ result }) => result === 'skipped') ? 2 : 0;
}
