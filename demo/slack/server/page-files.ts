import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const home = dirname(here);
const packageFile = (specifier: string) => fileURLToPath(import.meta.resolve(specifier));
const lato = (weight: number, style = 'normal') =>
  packageFile(`@fontsource/lato/files/lato-latin-${weight}-${style}.woff2`);

/** Files from packages and the modules that page and server share, by address. */
const named: Readonly<Record<string, () => string>> = {
  '/scene.ts': () => join(home, 'scene.ts'),
  '/elements.ts': () => join(home, 'elements.ts'),
  '/limit-checks.ts': () => join(home, 'limit-checks.ts'),
  '/modules/preact.mjs': () => packageFile('preact'),
  '/modules/preact-hooks.mjs': () => packageFile('preact/hooks'),
  '/modules/htm.mjs': () => packageFile('htm'),
  '/fonts/lato-400.woff2': () => lato(400),
  '/fonts/lato-400-italic.woff2': () => lato(400, 'italic'),
  '/fonts/lato-700.woff2': () => lato(700),
  '/fonts/lato-900.woff2': () => lato(900),
  '/fonts/emoji.woff2': () => join(dirname(packageFile('twemoji-colr-font/package.json')), 'twemoji.woff2'),
};

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Answers one request for the page or a part of it. Paths without a file's extension are places in the page. */
export async function answerFile(path: string, response: ServerResponse): Promise<void> {
  const file = fileOf(path);
  try {
    const bytes = await readFile(file);
    const body = extname(file) === '.ts' ? stripTypes(bytes.toString()) : bytes;
    const headers = { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' };
    response.writeHead(200, extname(file) === '.html' ? { ...headers, ...guard(bytes.toString()) } : headers);
    response.end(body);
  } catch {
    response.writeHead(404).end('There is no such file.');
  }
}

function fileOf(path: string): string {
  const known = named[path];
  if (known !== undefined) return known();
  if (path.startsWith('/page/')) return join(home, normalize(path));
  return extname(path) === '' ? join(home, 'page', 'index.html') : join(home, 'page', 'missing');
}

/** The page may load only what this server gives it; the import map is the one inline script, known by its hash. */
function guard(html: string): Record<string, string> {
  const inline = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(inline).digest('base64');
  const policy = `default-src 'self'; script-src 'self' 'sha256-${hash}'; img-src * data:; connect-src 'self' ws:; frame-ancestors 'none'`;
  return { 'content-security-policy': policy };
}

/** TypeScript without its types, in the same lines and columns. */
function stripTypes(source: string): string {
  warnOnceSilently();
  return stripTypeScriptTypes(source);
}

let warned = false;

/** Node calls its own type stripping experimental on first use; whoever runs the demo need not read that. */
function warnOnceSilently(): void {
  if (warned) return;
  warned = true;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  stripTypeScriptTypes('');
  process.emitWarning = emitWarning;
}
