import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLocalSlack } from './client.ts';
import { demoWorkspace } from './preset.ts';
import type { Manifest } from './shapes.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8765' }, manifest: { type: 'string', default: 'manifest.json' } },
});
if (!existsSync(values.manifest)) {
  process.stderr.write(`There is no ${values.manifest}; say where the app's manifest is with --manifest FILE.\n`);
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(values.manifest, 'utf8')) as Manifest;
const slack = await startLocalSlack({ workspace: demoWorkspace(manifest), port: Number(values.port) });

process.stdout.write(
  [
    `Page            ${slack.url}`,
    `slackApiUrl     ${slack.apiUrl}`,
    `Bot token       ${slack.botToken}`,
    `App token       ${slack.appToken}`,
    `Signing secret  ${slack.signingSecret}`,
    'Ctrl-C ends it.',
    '',
  ].join('\n'),
);
