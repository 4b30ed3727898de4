import type { ServiceLook } from '../example-service.ts';

/** Where an incident stands, as its headline says. */
export type HeadlinePhase = 'preparing' | 'deciding' | 'executing' | 'waiting' | 'standing-by' | 'recovered' | 'closed';

/** What the panel knows of this round: from a sound service through what goes wrong back to a sound service. */
export interface Seen {
  readonly backup: 'none' | 'running' | 'taken';
  readonly release: 'none' | 'running' | 'out';
  /** Why something that the panel set off did not work, in a sentence. */
  readonly trouble: string | null;
  readonly incident: { readonly id: string; readonly phase: HeadlinePhase } | null;
  readonly service: ServiceLook;
  readonly bot: { readonly connected: boolean; readonly kills: number };
}

/** Whether the service is sound again after this round's incident. */
export function isOver({ incident, service }: Pick<Seen, 'incident' | 'service'>): boolean {
  const ended = incident?.phase === 'recovered' || incident?.phase === 'closed';
  return ended && service.sound && !service.onBadCommit;
}
