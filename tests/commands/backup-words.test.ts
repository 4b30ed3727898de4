import { expect, test } from 'vitest';
import { readBackupWords } from '../../commands/backup-words.ts';

const id = '20261121T113400Z-manual-4f1c9a02';

test.each([
  ['', { service: '', id: null, rest: '', dryRun: false }],
  ['promptrefine', { service: 'promptrefine', id: null, rest: '', dryRun: false }],
  ['Prompt Refine', { service: 'Prompt Refine', id: null, rest: '', dryRun: false }],
  [id, { service: '', id, rest: '', dryRun: false }],
  [`shop ${id}`, { service: 'shop', id, rest: '', dryRun: false }],
  [`shop \`${id}\`  before  the audit`, { service: 'shop', id, rest: 'before  the audit', dryRun: false }],
  ['--dry-run', { service: '', id: null, rest: '', dryRun: true }],
  ['shop —dry-run', { service: 'shop', id: null, rest: '', dryRun: true }],
  ['--DRY-RUN shop', { service: 'shop', id: null, rest: '', dryRun: true }],
  ['shop --dry-runs', { service: 'shop --dry-runs', id: null, rest: '', dryRun: false }],
])('“%s” is read as it was meant', (text, words) => {
  expect(readBackupWords(text)).toEqual(words);
});
