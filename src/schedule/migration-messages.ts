import { drawMigration, drawMigrationReminder } from '../../blocks/migration.ts';
import { drawWatchEnd, drawWatchReport } from '../../blocks/migration-watch.ts';
import type { Reader } from '../../blocks/words/reader.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { MigrationRecord } from '../domain/migration-record.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { onlyLossIsMissing } from '../policy/migrations/fold-record.ts';
import type { Drawn, Outbox } from '../ports/chat.ts';
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
  /** In the thread, each report once: their keys name the entries. */
  const tellWatch = async (service: ServicePolicy, record: MigrationRecord) => {
    const key = keyOf(record);
    const [facts, to] = [{ record, title: service.title }, { channel: service.channel }];
    const { reports, endedAt } = record.watch;
    const drawing = (what: (reader: Reader) => Drawn) => drawWithNames(service.time_zone, people.names, what);
    const told = await Promise.all(
      reports.map(async (report) => ({
        key: `${key}/watch/${report.n}`,
        ...(await drawing((reader) => drawWatchReport(facts, report, reader))),
      })),
    );
    const end =
      endedAt === null
        ? []
        : [{ key: `${key}/watch/end`, ...(await drawing((reader) => drawWatchEnd(facts, reader))) }];
    await outbox.post([...told, ...end].map((each) => ({ ...each, to, threadOf: key })));
  };
  return {
    tell: async (service, record, progress) => {
      const key = keyOf(record);
      const message = await drawn(service, record, progress);
      await outbox.post([{ key, to: { channel: service.channel }, ...message }]);
      await outbox.edit(key, message);
      await tellWatch(service, record);
    },
    remind: async (service, record) => {
      const message = await drawn(service, record, null, drawMigrationReminder);
      const key = keyOf(record);
      const again = record.reminders === 0 ? '' : `/${record.reminders + 1}`;
      await outbox.post([
        { key: `${key}/reminder${again}`, to: { channel: service.channel }, threadOf: key, ...message },
      ]);
    },
  };
}

/** For ever: a second message with the key is the same message. */
function keyOf({ service, environment, number }: MigrationRecord): string {
  return `migration/${service}/${environment}/${number}`;
}
