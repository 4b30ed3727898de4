import { drawMigration, drawMigrationReminder } from '../../blocks/migration.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { MigrationRecord } from '../domain/migration-record.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { onlyLossIsMissing } from '../policy/migrations/fold-record.ts';
import type { Outbox } from '../ports/chat.ts';
import type { KeeperNeeds } from '../services/migrations/keep-migrations.ts';

/** A migration's one message in the channel, kept up to date, and the question in its thread. */
export function migrationMessages(
  outbox: Pick<Outbox, 'post' | 'edit'>,
  people: Pick<SlackPeople, 'names'>,
): Pick<KeeperNeeds, 'tell' | 'remind'> {
  const drawn = (service: ServicePolicy, record: MigrationRecord, progress: string | null, what = drawMigration) => {
    const mayAccept = record.report !== null && onlyLossIsMissing(record.report);
    const facts = { record, title: service.title, mayAccept, progress };
    return drawWithNames(service.time_zone, people.names, (reader) => what(facts, reader));
  };
  return {
    tell: async (service, record, progress) => {
      const key = keyOf(record);
      const message = await drawn(service, record, progress);
      await outbox.post([{ key, to: { channel: service.channel }, ...message }]);
      await outbox.edit(key, message);
    },
    remind: async (service, record) => {
      const message = await drawn(service, record, null, drawMigrationReminder);
      const key = keyOf(record);
      await outbox.post([{ key: `${key}/reminder`, to: { channel: service.channel }, threadOf: key, ...message }]);
    },
  };
}

/** For ever: a second message with the key is the same message. */
function keyOf({ service, environment, number }: MigrationRecord): string {
  return `migration/${service}/${environment}/${number}`;
}
