import { Command, InvalidArgumentError } from 'commander';
import pg from 'pg';
import { startCluster } from '../../../demo/cluster/start-cluster.ts';
import { race } from './play-races.ts';

// `npm run races -- --rounds 1000`: the races of races.test.ts on a cluster of their own, as often as asked for.

const program = new Command('races')
  .description('Lets several people press different buttons of one card at the same instant, on two bots.')
  .option('--rounds <count>', 'how many times', wholeNumber, 1_000)
  .parse();
const { rounds } = program.opts<{ rounds: number }>();

const say = (line: string) => void process.stdout.write(`${line}\n`);
const cluster = await startCluster({ say });
try {
  await createDatabase(cluster.url());
  const began = performance.now();
  const { wins, heard } = await race({ databaseUrl: cluster.url('races'), rounds, say });
  const first = [...wins].map(([person, count]) => `${person} ${count}`).join(', ');
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  say(`first was: ${first}; requests heard by each bot: ${heard.join(' and ')}`);
  say(`${rounds} rounds, ${rounds} decisions, everybody answered, ${seconds} s`);
} finally {
  await cluster.stop('fast', 'remove');
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('CREATE DATABASE races');
  await client.end();
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('a whole number above 0');
}
