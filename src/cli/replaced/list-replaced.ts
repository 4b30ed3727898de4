import { replacedPhrases } from '../../../blocks/replaced.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import type { ReplacedLine } from '../../domain/replaced.ts';
import { listReplaced } from '../../services/replaced/keep-replaced.ts';
import { openService } from '../backup/service-ports.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

export async function listAllReplaced(
  name: string,
  options: { readonly format: 'text' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const lines = await listReplaced({ portsOf: () => ports }, service);
  if (options.format === 'json')
    for (const { replaced, end } of lines) terminal.out(JSON.stringify({ ...replaced, end }));
  else if (lines.length === 0) terminal.out(`No replaced database of ${service.title} is kept.`);
  else for (const line of lines) terminal.out(describeReplaced(line, service.time_zone));
  return 0;
}

/** One in two lines, in the words that Slack shows. */
export function describeReplaced(line: ReplacedLine, timeZone: string): string {
  const reader = { names: new Map(), timeZone };
  return replacedPhrases(line)
    .map((phrase) => writePlain(phrase, reader))
    .join('\n  ');
}
