// Kills the bot at every point of every path and looks whether anything was lost, doubled or left behind: npm run crash
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Campaign, listPoints, runCampaign } from './campaign.ts';
import { roads } from './roads.ts';

const usage = `npm run crash -- [--path NAME] [--only TEXT] [--replicas 2] [--deed kill|pause] [--ready] [--list]
  --path NAME   the way back that is disturbed: ${Object.keys(roads).join(', ')} (restore if left out)
  --only TEXT   the points whose name contains TEXT, or matches it as a pattern
  --replicas 2  two bots on one store: the other one takes over
  --deed pause  SIGSTOP instead of SIGKILL, and SIGCONT once another one has taken over (two replicas)
  --ready       each incident finds a ready copy of its backup, and has to promote that very one
  --list        only the names of the points
  --journal     the journal of every incident, not only of those that went wrong
`;

const { values } = parseArgs({
  options: {
    path: { type: 'string', default: 'restore' },
    only: { type: 'string', default: '' },
    replicas: { type: 'string', default: '1' },
    deed: { type: 'string', default: 'kill' },
    ready: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    journal: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const deed = values.deed === 'pause' ? 'pause' : 'kill';
const road = roads[values.path];
if (road === undefined) {
  process.stderr.write(`There is no road ${values.path}.\n${usage}`);
  process.exit(2);
}
const campaign: Campaign = {
  road,
  only: new RegExp(values.only, 'i'),
  // A paused bot does not start again by itself: somebody else has to be there.
  replicas: deed === 'pause' ? 2 : Number(values.replicas),
  deed,
  ready: values.ready,
  tellAll: values.journal,
  newFolder: () => mkdtempSync(join(tmpdir(), 'recourse-crash-')),
  say,
};

if (values.help) {
  say(usage);
} else if (values.list) {
  for (const name of await listPoints(campaign)) say(name);
} else {
  const { points, recovered } = await runCampaign(campaign);
  say(`${points} crash points, ${recovered} recovered`);
  process.exit(points > 0 && recovered === points ? 0 : 1);
}
