import type { Incident } from '../../domain/incident.ts';
import { examineReplaced } from '../../steps/examine-replaced.ts';
import type { House } from '../house.ts';

/**
 * A replaced database that was opened to go back to it, and was not gone back to, is closed again when its incident ends,
 * whatever way back was taken in the end: nobody may write to what is kept.
 */
export async function closeKeptOf(house: Pick<House, 'portsOf'>, { steps, declaration }: Incident): Promise<void> {
  const opened = examineReplaced.intent.safeParse(steps[examineReplaced.name]?.intent);
  if (opened.success) await house.portsOf(declaration.service).keptGate.close(opened.data);
}
