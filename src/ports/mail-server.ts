import type { Sent } from './roads.ts';

export interface OutgoingMail {
  readonly from: string;
  /** Who gets it. None of them sees the others. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The same for a repeat, so that a server that has it already can tell. */
  readonly messageId: string;
}

/** Gives one message to a mail server. Never throws. */
export interface MailServer {
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Sent>;
}

/** Who is to be told by mail. @throws RecourseError where the list cannot be had */
export type MailList = () => Promise<readonly string[]>;
