import type { ChannelId } from '../domain/ids.ts';

/** Documents in Slack. Every method throws `ChatTrouble` and nothing else. */
export interface Canvases {
  /**
   * Makes a document that everybody in the channel may read. Slack tells nobody of it: whoever has it made says where it is.
   * Where the plan or the app's rights have no canvases, it throws `refused`.
   *
   * @returns the document's address
   */
  create(given: { readonly channel: ChannelId; readonly title: string; readonly markdown: string }): Promise<string>;
}
