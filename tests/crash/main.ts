// Kills the bot at every point of every path and looks whether anything was lost, doubled or left behind: npm run crash
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Campaign, runCampaign } from './campaign.ts';

const usage = `npm run crash -- [--only TEXT] [--replicas 2] [--deed kill|pause] [--list]
  --only TEXT   the points whose name contains TEXT, or matches it as a pattern
  --replicas 2  two bots on one store: the other one takes over
  --deed pause  SIGSTOP instead of SIGKILL, and SIGCONT once another one has taken over (two replicas)
  --list        only the names of the points
  --journal     the journal of every incident, not only of those that went wrong
`;

function readArguments(): Campaign | 'help' {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      replicas: { type: 'string', default: '1' },
      deed: { type: 'string', default: 'kill' },
      list: { type: 'boolean', default: false },
      journal: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const deed = values.deed === 'pause' ? 'pause' : 'kill';
  const replicas = deed === 'pause' ? 2 : Number(values.replicas);
  return {
    only: new RegExp(values.only ?? '', 'i'),
    replicas,
    deed,
    list: values.list,
    tellAll: values.journal,
    newFolder: () => mkdtempSync(join(tmpdir(), 'recourse-crash-')),
    say: (line) => process.stdout.write(`${line}\n`),
  };
}

const given = readArguments();
if (given === 'help') {
  process.stdout.write(usage);
} else {
  const { points, recovered } = await runCampaign(given);
  process.stdout.write(`${points} crash points, ${recovered} recovered\n`);
  process.exit(points > 0 && recovered === points ? 0 : 1);
}
