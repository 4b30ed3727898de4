import type { ChannelId } from '../domain/ids.ts';

/** Where a file is shared, and under which name it is found again. */
export interface FilePlace {
  readonly channel: ChannelId;
  readonly threadTs: string;
  readonly name: string;
}

/** Files in Slack's channels. Every method throws `ChatTrouble` and nothing else. */
export interface SharedFiles {
  /** Shares a text or a picture in a thread; `alt` says what a picture shows. @returns the file's address */
  share(
    place: FilePlace,
    given: {
      readonly title: string;
      readonly content: string | Uint8Array<ArrayBuffer>;
      readonly comment: string;
      readonly alt?: string;
    },
  ): Promise<string>;
  /** The address of a file of that name which Recourse shared in that thread; null where there is none. */
  find(place: FilePlace): Promise<string | null>;
}
