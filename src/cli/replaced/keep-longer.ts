import { userInfo } from 'node:os';
import { RecourseError } from '../../domain/errors.ts';
import { keepReplaced, listReplaced } from '../../services/replaced/keep-replaced.ts';
import { openService } from '../backup/service-ports.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { describeReplaced } from './list-replaced.ts';

export async function keepLonger(
  name: string,
  database: string,
  options: { readonly for: number },
  terminal: Terminal,
): Promise<ExitCode> {
  const { service, ports } = await openService(name);
  const house = { services: [service], portsOf: () => ports };
  const line = (await listReplaced(house, service)).find(({ replaced }) => replaced.database.name === database);
  if (line === undefined) {
    throw new RecourseError(`${database} is no replaced database of ${service.title}.`, {
      code: 'not-found',
      hint: `\`npx recourse replaced list ${name}\` names those there are.`,
    });
  }
  const given = { service: service.name, oid: line.replaced.database.oid, forMs: options.for };
  const verdict = await keepReplaced(house, { person: `${userInfo().username} (terminal)` }, given);
  if (verdict.kind === 'refused') {
    for (const { say, hint } of verdict.reasons) terminal.err(`${say} → ${hint}`);
    return 1;
  }
  terminal.out(describeReplaced(verdict.value, service.time_zone));
  return 0;
}
