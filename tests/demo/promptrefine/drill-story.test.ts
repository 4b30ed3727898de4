import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { trials } from '../../../demo/stories/promptrefine/drills/trials.ts';
import { DrillEntryBody } from '../../../src/domain/drill.ts';
import { Instant } from '../../../src/domain/ids.ts';
import { Actor } from '../../../src/domain/person.ts';

const main = fileURLToPath(new URL('../../../demo/main.ts', import.meta.url));

/** What a script that reads `--json` may rely on. */
const Line = z.strictObject({
  n: z.number().int().positive(),
  recordedAt: Instant,
  by: Actor,
  body: DrillEntryBody,
  once: z.string().nullable(),
});
const Last = z.strictObject({
  result: z.strictObject({
    ok: z.boolean(),
    incident: z.null(),
    durationsMs: z.record(z.string(), z.number().nonnegative()),
    loss: z.record(z.string(), z.number()),
    findings: z.record(z.string(), z.number().int().positive()),
    claims: z.array(z.strictObject({ claim: z.string(), held: z.boolean(), say: z.string() })),
  }),
});

test('a good drill and one for each way to fail are played, and told one object per line (B7, B8)', async () => {
  const args = [main, '--auto', '--story', 'drill', '--rows', '0.05', '--json'];
  const { stdout, exitCode, stderr } = await execa(process.execPath, args, { reject: false });
  expect(exitCode, stderr).toBe(0);
  const lines = stdout.split('\n').map((line) => JSON.parse(line));
  const { result } = Last.parse(lines.at(-1));
  const entries = lines.slice(0, -1).map((line) => Line.parse(line));
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, at) => at + 1));
  expect(result).toMatchObject({ ok: true, incident: null });
  expect(result.claims.filter(({ held }) => !held)).toEqual([]);
  expect(result.durationsMs['rto']).toBeGreaterThan(0);
  const ends = entries.flatMap(({ body }) =>
    body.kind === 'drill-ended' ? [body.report.trouble?.kind ?? 'passed'] : [],
  );
  expect(ends).toEqual(['no-backup', 'passed', ...trials.map(({ trouble }) => trouble), 'passed']);
  expect(new Set(ends)).toEqual(
    new Set(['no-backup', 'wrong-key', 'damaged-backup', 'missing-table', 'rows-differ', 'too-slow', 'passed']),
  );
});
