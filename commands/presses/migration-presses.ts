import type { MigrationId } from '../../blocks/action-ids.ts';
import { drawRefusal } from '../../blocks/refusal.ts';
import { whisper } from '../answer.ts';
import { readMigrationClaim } from '../claims.ts';
import { isRefusal, meantService, unknownService } from '../meant-service.ts';
import { askWhy, finishMigrating } from '../migration.ts';
import { type PressHandler, valueOfPress } from './press-handler.ts';

/** The buttons beneath a migration's message. What they say they are about is judged anew. */
export const migrationPresses: Readonly<Record<MigrationId, PressHandler>> = {
  'migration-accept': pressed((desk, heard, { service, migration: number }) =>
    askWhy(desk, heard, { action: 'accept', service, number }),
  ),
  'migration-call-off': pressed((desk, heard, { service, migration: number }) =>
    askWhy(desk, heard, { action: 'call-off', service, number }),
  ),
  'migration-done': pressed((desk, heard, { service }) => finishMigrating(desk, heard, service)),
};

type Pressed = (
  desk: Parameters<PressHandler>[0],
  heard: Parameters<PressHandler>[1],
  given: { readonly service: Parameters<typeof finishMigrating>[2]; readonly migration: number },
) => Promise<void>;

function pressed(handle: Pressed): PressHandler {
  return async (desk, heard, press) => {
    const claim = readMigrationClaim(valueOfPress(press));
    if (claim === null) return whisper(desk, heard, drawRefusal([forged]));
    const service = meantService(desk, claim.service) ?? unknownService(desk, claim.service);
    if (isRefusal(service)) return whisper(desk, heard, drawRefusal([service]));
    await handle(desk, heard, { service, migration: claim.migration });
  };
}

const forged = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/migration status` shows where it stands.',
} as const;
