import type { ChannelId } from '../domain/ids.ts';

/** Where a file is shared, and under which name it is found again. */
export interface FilePlace {
  readonly channel: ChannelId;
  readonly threadTs: string;
  readonly name: string;
}

/** Files in Slack's channels. Every method throws `ChatTrouble` and nothing else. */
export interface SharedFiles {
  /** Shares a text in a thread. @returns the file's address */
  share(
    place: FilePlace,
    given: { readonly title: string; readonly text: string; readonly comment: string },
  ): Promise<string>;
  /** The address of a file of that name which Recourse shared in that thread; null where there is none. */
  find(place: FilePlace): Promise<string | null>;
}
