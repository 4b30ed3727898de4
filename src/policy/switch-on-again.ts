import type { Incident } from '../domain/incident.ts';
import { heldSwitches, WatchedLooks } from '../domain/switches.ts';
import type { Turn } from './code-first.ts';

/**
 * B11: once a provider has been well for as long as policy wants, switching it on again is proposed, with the retry of what
 * failed: prepared and measured like every way back, and carried out only after a vote of its own. What was off before this
 * incident is left to people, and so is one whose watch a person skipped.
 */
export function turnToSwitchOn({ phase, choice, steps, switches }: Incident): Turn | null {
  if (phase !== 'recovered' || choice.path !== 'provider-outage' || choice.turn !== 'off') return null;
  const held = heldSwitches(switches).find(({ name }) => name === choice.switch);
  const watch = steps['watch-provider'];
  if (held === undefined || watch?.status !== 'done') return null;
  const { looks, wellFor } = WatchedLooks.safeParse(watch.outcome).data ?? {};
  if (looks === undefined || wellFor === undefined) return null;
  const why = `${held.title} was well in ${wellFor} looks in a row (of ${looks}), so it can be switched on again.`;
  return { choice: { ...choice, turn: 'on' }, why };
}
