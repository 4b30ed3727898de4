import { randomUUID } from 'node:crypto';
import type { WrittenTable } from './acknowledged.ts';

/** One request of the mix; `writes` names the row that a 201 acknowledges. */
export interface TrafficRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly correlationId: string;
  readonly writes?: { readonly table: WrittenTable; readonly mark: string };
}

type Make = (prompt: number) => Omit<TrafficRequest, 'correlationId'> & { correlationId?: string };

const list: Make = () => ({ method: 'GET', path: '/api/prompts' });
const read: Make = (prompt) => ({ method: 'GET', path: `/api/prompts/${prompt}` });
const versions: Make = (prompt) => ({ method: 'GET', path: `/api/prompts/${prompt}/versions` });
const testRuns: Make = (prompt) => ({ method: 'GET', path: `/api/test-runs?promptId=${prompt}` });

function createPrompt(): ReturnType<Make> {
  const mark = `Explain a new feature to a customer ${randomUUID()}`;
  const body = {
    title: mark,
    tags: ['traffic'],
    content: 'You explain {{feature}} to {{customer}} in three sentences.',
  };
  return { method: 'POST', path: '/api/prompts', body, writes: { table: 'prompts', mark } };
}

function addVersion(prompt: number): ReturnType<Make> {
  const mark = `after review ${randomUUID()}`;
  const body = { content: 'You answer {{question}} briefly, and you say what you do not know.', changeNote: mark };
  return { method: 'POST', path: `/api/prompts/${prompt}/versions`, body, writes: { table: 'prompt_versions', mark } };
}

function recordTestRun(prompt: number): ReturnType<Make> {
  const mark = randomUUID();
  const body = { promptId: prompt, input: { question: 'What changed in this release?' } };
  return { method: 'POST', path: '/api/test-runs', body, correlationId: mark, writes: { table: 'test_runs', mark } };
}

/** Four reads to one write, as in most services; every tenth request is a test run. */
const mix: readonly Make[] = [
  list,
  read,
  versions,
  testRuns,
  createPrompt,
  list,
  read,
  recordTestRun,
  testRuns,
  list,
  read,
  versions,
  list,
  addVersion,
  testRuns,
  list,
  read,
  recordTestRun,
  list,
  read,
];

const writers: ReadonlySet<Make> = new Set([createPrompt, addVersion, recordTestRun]);
/** Reads go everywhere, writes to the few prompts that people are working on. A prime, so that all of them get a turn. */
const worked = 13;

/** The request number `turn` of steady traffic over `prompts` seeded prompts. */
export function chooseRequest(turn: number, prompts: number): TrafficRequest {
  const make = mix[turn % mix.length] ?? list;
  const isWrite = writers.has(make);
  const prompt = 1 + ((turn * 7_919) % (isWrite ? worked : prompts));
  return { correlationId: randomUUID(), ...make(prompt) };
}
