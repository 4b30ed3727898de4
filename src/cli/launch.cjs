#!/usr/bin/env node
// Recourse needs Node 24, which runs TypeScript as it is. `npx recourse` may be run by an older one: then the Node that
// npm installed beside us is used. CommonJS, because this file has to run on whatever Node there is.
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { constants } = require('node:os');
const { dirname, join } = require('node:path');

const wantedMajor = 24;
const main = join(__dirname, 'main.ts');

function findNode() {
  try {
    const beside = join(dirname(require.resolve('node/package.json')), 'bin', 'node');
    if (existsSync(beside)) return beside;
  } catch {
    // not installed: a production install leaves it out where Node itself is new enough
  }
  return Number(process.versions.node.split('.')[0]) >= wantedMajor ? process.execPath : null;
}

const node = findNode();
if (node === null) {
  process.stderr.write(
    `Recourse needs Node ${wantedMajor} or newer; this is ${process.version}.\n` +
      '→ Run "npm ci" in its folder, which brings one along, or install a newer Node.\n',
  );
  process.exit(2);
}

const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal's Ctrl-C reaches the child by itself; what is sent to us alone is handed on. The child decides when to end.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`Recourse could not start ${node}: ${error.message}\n`);
  process.exit(2);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
