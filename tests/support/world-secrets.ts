import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiCall } from '../../demo/slack/shapes.ts';
import type { Stage } from './world.ts';

/** Every command line that ran on this machine while it was watched. */
export interface ArgumentWatch {
  readonly seen: ReadonlySet<string>;
  stop(): void;
}

const LOOK_MS = 50;
/** A process may change its command line by `exec`, early in its life. */
const LOOKS_PER_PROCESS = 4;

/** Reads `/proc/*\/cmdline` again and again, as any user of the machine could. */
export function watchArguments(): ArgumentWatch {
  const seen = new Set<string>();
  const looks = new Map<string, number>();
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const before = looks.get(pid) ?? 0;
      looks.set(pid, before + 1);
      if (before < LOOKS_PER_PROCESS) seen.add(commandLineOf(pid));
    }
  };
  const timer = existsSync('/proc/self/cmdline') ? setInterval(look, LOOK_MS) : undefined;
  return { seen, stop: () => clearInterval(timer) };
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** What must stand nowhere but in the bot's environment, by the name under which it is found there. */
export function secretsOf({ world }: Stage): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(world.environment)) {
    if (/TOKEN|SECRET/.test(name)) secrets.set(name, value);
    const password = URL.parse(value)?.password ?? '';
    if (password !== '') secrets.set(`the password in ${name}`, decodeURIComponent(password));
  }
  secrets.set('the password of the app', decodeURIComponent(new URL(world.service.appUrl).password));
  secrets.set('the password of the superuser', decodeURIComponent(new URL(world.cluster.url()).password));
  return secrets;
}

/** Everything that Recourse put out where others can read it, by the place where it stands. */
export async function outputsOf(stage: Stage): Promise<Map<string, string>> {
  const { world, store, argumentWatch } = stage;
  const outputs = new Map<string, string>([
    ['the log', world.bot().log()],
    ['Slack, as everybody and each one sees it', JSON.stringify(world.slack.scene)],
    ["the calls of Slack's API", JSON.stringify((await world.slack.calls()).map(withoutCredentials))],
    ['command lines', [...argumentWatch.seen].join('\n')],
  ]);
  for (const { id } of await store.entries.list({ liveOnly: false, limit: 200 }))
    outputs.set(`the journal of ${id}`, JSON.stringify(await store.entries.read(id, 0)));
  for (const file of readableFiles(join(world.folder, 'backups'))) outputs.set(file, readFileSync(file, 'utf8'));
  return outputs;
}

/** The token is how the bot proves to Slack who it is. */
function withoutCredentials({ method, args, outcome }: ApiCall): object {
  const { token: _, ...said } = args;
  return { method, said, outcome };
}

const READABLE_BYTES_MAX = 4_000_000;

/** Manifests, catalogues and notes; the artefacts hold customers' data and are no output. */
function readableFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.(json|txt|md|csv|sql)$/.test(path))
    .filter((path) => statSync(path).isFile() && statSync(path).size < READABLE_BYTES_MAX);
}

/** `the password in DATABASE_URL stands in the log: …`, one line for each place; none is good. */
export async function findSecrets(stage: Stage): Promise<string[]> {
  const outputs = await outputsOf(stage);
  refuseBlindness(outputs);
  return [...secretsOf(stage)].flatMap(([name, secret]) =>
    [...outputs]
      .filter(([, text]) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
      .map(([place, text]) => {
        const at = text.indexOf(secret);
        return `${name} stands in ${place}: …${text.slice(Math.max(0, at - 60), at)}`;
      }),
  );
}

/** A search that looks at nothing finds nothing: what every world has must be there to be searched. */
function refuseBlindness(outputs: ReadonlyMap<string, string>): void {
  const telling = { 'the log': 'Recourse is ready', 'the journal of INC-1': 'incident-declared' };
  const onLinux = existsSync('/proc/self/cmdline') ? { 'command lines': 'pg_dump' } : {};
  for (const [place, word] of Object.entries({ ...telling, ...onLinux }))
    if (outputs.get(place)?.includes(word) !== true) throw new Error(`${place} was searched without "${word}" in it`);
}
