import type { InputBlock, ModalView } from '@slack/types';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { StoredBackup } from '../../src/domain/manifest.ts';
import { form, inputAction, option, textInput } from '../kit/inputs.ts';
import { plain, section } from '../kit/texts.ts';
import { bytesOf } from '../words/numbers.ts';
import { say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';
import { utc } from '../words/times.ts';

export const chooseBackupFields = { backup: 'backup', why: 'why' } as const;

/** Another backup means another plan: it is prepared anew and voted on anew. `backups` must not be empty. */
export function drawChooseBackupForm(
  incident: IncidentId,
  backups: readonly StoredBackup[],
  metadata: string,
): ModalView {
  return form({
    id: 'choose-backup-form',
    title: 'Choose a backup',
    submit: 'Choose',
    metadata,
    blocks: [
      section(
        say`Recourse will restore and check the chosen backup beside production and then propose a new plan for ${incident}. Earlier votes and objections no longer count.`,
        { reader: privately, where: 'recourse backup list' },
      ),
      backupInput(backups),
      textInput({ blockId: chooseBackupFields.why, label: 'Why this one?', multiline: true }),
    ],
  });
}

function backupInput(backups: readonly StoredBackup[]): InputBlock {
  return {
    type: 'input',
    block_id: chooseBackupFields.backup,
    label: plain('Backup, newest first (UTC)', 100),
    element: { type: 'static_select', action_id: inputAction, options: backups.slice(0, 100).map(backupOption) },
  };
}

function backupOption({ manifest, proof }: StoredBackup) {
  const tried = proof?.passed === true ? 'proved' : 'failed its proof';
  const proved = proof === null ? 'never proved' : tried;
  return option(
    `${utc(manifest.snapshotAt, 'day-and-time')}, ${manifest.kind}, ${bytesOf(manifest.artifact.bytes)}, ${proved}`,
    manifest.id,
  );
}
