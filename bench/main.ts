import type { Bench } from './measured.ts';

// A new bench is one file and one line here.
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  backup: async () => (await import('./backup.ts')).benchBackup,
  ack: async () => (await import('./ack.ts')).benchAck,
  journal: async () => (await import('./journal.ts')).benchJournal,
  loss: async () => (await import('./loss.ts')).benchLoss,
  restore: async () => (await import('./restore.ts')).benchRestore,
  swap: async () => (await import('./swap.ts')).benchSwap,
};

await main(process.argv.slice(2));

/** `npm run bench -- NAME [--json] [--small]`: side by side in one run; with --json the last line is one object. */
async function main(words: readonly string[]): Promise<void> {
  const [json, small] = [words.includes('--json'), words.includes('--small')];
  const [name, ...more] = words.filter((word) => word !== '--json' && word !== '--small');
  const load = name === undefined ? undefined : benches[name];
  if (name === undefined || load === undefined || more.length > 0) {
    process.stderr.write(
      `usage: npm run bench -- NAME [--json] [--small], where NAME is one of: ${Object.keys(benches).join(', ')}\n`,
    );
    process.exitCode = 2;
    return;
  }
  const bench = await load();
  const { ratios, figures } = await bench((line) => process.stdout.write(`${line}\n`), { small });
  process.stdout.write(
    `\n${table('ratio (ours / alternative, below 1 is faster)', ratios)}\n${table('figure', figures)}`,
  );
  if (json)
    process.stdout.write(`${JSON.stringify({ bench: name, ratios: rounded(ratios), figures: rounded(figures) })}\n`);
}

function table(title: string, values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(rounded(values)).map(([name, value]) => `  ${name.padEnd(34)} ${value}`);
  return `${[title, ...lines].join('\n')}\n`;
}

function rounded(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toPrecision(4))]));
}
