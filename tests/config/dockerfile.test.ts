import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { expect, test } from 'vitest';
import { serve } from '../adapters/http/serve.ts';

// The image is not built here; what can be proved without a builder is.
const dockerfile = readFileSync('Dockerfile', 'utf8');

test('everything that the image copies is there, and is let in', () => {
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
  const letIn = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(copied.length).toBeGreaterThan(4);
  expect(copied.filter((path) => !existsSync(path) || !letIn.includes(`!${path.replace('./', '')}`))).toEqual([]);
});

test('what runs in the image needs no development dependency', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  const files = globSync('{src,blocks,commands}/**/*.ts');
  const imported = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^import (?!type)[^;]*?from '([^'.][^']*)'/gms)].map(
      ([, name = '']) => name,
    ),
  );
  const packages = [
    ...new Set(
      imported.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    ),
  ];
  const unknown = packages.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
  expect(unknown.filter((name) => dependencies[name] === undefined)).toEqual([]);
  expect(packages).toContain('pg');
});

test('the health check passes while /healthz answers 200, and fails when it does not or nobody answers', async () => {
  const [, json = '[]'] = /HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(dockerfile) ?? [];
  const [, ...args] = JSON.parse(json) as string[];
  const { url, heard, close } = await serve(({ line }, response) =>
    response.writeHead(line === 'GET /healthz' ? 200 : 404).end(),
  );
  const check = () =>
    new Promise<number | null>((settle) => {
      const env = { HEALTH_PORT: new URL(url).port };
      const child = execFile(process.execPath, args, { env }, () => settle(child.exitCode));
    });
  expect(await check()).toBe(0);
  expect(heard).toHaveLength(1);
  close();
  expect(await check()).toBe(1);
});
