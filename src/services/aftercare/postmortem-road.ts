import type { Entry } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { headlineKey } from '../../domain/message-keys.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { ChatTrouble, type Outbox } from '../../ports/chat.ts';
import type { Parcel, Road, Sent } from '../../ports/roads.ts';
import type { FilePlace, SharedFiles } from '../../ports/shared-files.ts';
import type { House } from '../house.ts';

export interface PostmortemRoadNeeds {
  readonly house: Pick<House, 'journal'>;
  readonly outbox: Pick<Outbox, 'where'>;
  readonly files: SharedFiles;
  /** The report as Markdown, with people's names. */
  write(incident: Incident, service: ServicePolicy, entries: readonly Entry[]): Promise<string>;
}

/** Puts the post-mortem into the incident's thread as a Markdown file (P10, G12). */
export function postmortemRoad(needs: PostmortemRoadNeeds): Road {
  return {
    mayBeFound: true,
    send: (parcel) =>
      trying(async () => {
        const place = await placeOf(needs, parcel);
        if (place === null) return { kind: 'failed', why: 'the headline is not in Slack yet', again: true };
        const { incident, service } = parcel;
        const content = await needs.write(incident, service, await needs.house.journal.entries(incident.id));
        const title = `Post-mortem of ${incident.id}`;
        await needs.files.share(place, { title, content, comment: `${title}, from its journal.` });
        return { kind: 'arrived', where: `${place.name}, in this thread` };
      }),
    find: async (parcel) => {
      try {
        const place = await placeOf(needs, parcel);
        const found = place === null ? null : await needs.files.find(place);
        return found === null || place === null
          ? { kind: 'not-there' }
          : { kind: 'found', where: `${place.name}, in this thread` };
      } catch (error) {
        return { kind: 'cannot-tell', why: reasonOf(error) };
      }
    },
  };
}

async function placeOf({ outbox }: PostmortemRoadNeeds, { incident }: Parcel): Promise<FilePlace | null> {
  const posted = await outbox.where(headlineKey(incident.id));
  if (posted === null) return null;
  return { channel: posted.channel, threadTs: posted.ts, name: `${incident.id}-postmortem.md` };
}

/** What a trouble of Slack's means for what was to be sent. */
export async function trying(work: () => Promise<Sent>): Promise<Sent> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ChatTrouble)) throw error;
    if (error.kind === 'unknown-outcome') return { kind: 'unknown', why: reasonOf(error) };
    const again = error.kind !== 'refused';
    return { kind: 'failed', why: reasonOf(error), again, afterMs: error.retryAfterMs };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ChatTrouble ? `Slack said ${error.reason}.` : String(error);
}
