import type { Digest, PersonId } from '../domain/ids.ts';

/** A Home tab that somebody opened lately, and how it looked when it was published last. */
export interface OpenTab {
  readonly person: PersonId;
  readonly page: number;
  /** Null where nothing was published yet, or nobody knows whether it was. */
  readonly look: Digest | null;
  /** Slack's own mark of that look: publishing over a newer one is refused. */
  readonly hash: string | null;
  /** Whether it was published so long ago that it is published again although it looks the same. */
  readonly isOld: boolean;
}

/** Who has the Home tab before them. What is forgotten here is only a page that is not refreshed. */
export interface HomeTabs {
  /** Somebody opened it or turned its page. The keeper leaves them alone until it was `shown`, or half a minute is over. */
  opened(person: PersonId, page: number): Promise<void>;
  shown(person: PersonId, as: { readonly look: Digest | null; readonly hash: string | null }): Promise<void>;
  /** It looks as it should: nothing was published. */
  release(person: PersonId): Promise<void>;
  /** The tabs opened within three days that no other replica has claimed; claimed for half a minute, the oldest look first. */
  claim(most: number): Promise<readonly OpenTab[]>;
}
