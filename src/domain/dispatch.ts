import { z } from 'zod';
import type { Instant } from './ids.ts';

/**
 * One thing that is sent out of the house for an incident, by a name that is for ever: `postmortem/file`, `issue/open`,
 * `issue/comment/14`, `mail/41`.
 */
export const DispatchName = z.string().regex(/^[a-z]+\/[a-z0-9/-]+$/);
export type DispatchName = z.infer<typeof DispatchName>;

/**
 * How a dispatch stands.
 *
 * ```
 * (nothing) ──began──▶ running ──done──▶ done
 *                       ▲  │ ├──failed──▶ failed ──began (again at)──▶ running
 *                       └──┘ └──became-unknown──▶ unknown: a person looks
 *        taken over: its sender died
 * ```
 */
export interface Dispatch {
  readonly name: DispatchName;
  readonly standing: 'running' | 'done' | 'failed' | 'unknown';
  readonly attempts: number;
  /** The process that sends it, and since when. */
  readonly holder: string;
  readonly beganAt: Instant;
  /** Where it is to be found once it is done: an address, a Message-ID. */
  readonly where: string | null;
  readonly why: string | null;
  /** When it is tried again; null where it is not. */
  readonly againAt: Instant | null;
}
