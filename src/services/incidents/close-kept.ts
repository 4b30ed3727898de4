import type { Incident } from '../../domain/incident.ts';
import type { House } from '../house.ts';

/**
 * A replaced database that was opened to go back to it, and was not gone back to, is closed again when its incident ends:
 * nobody may write to what is kept.
 */
export async function closeKeptOf(house: Pick<House, 'portsOf'>, { choice, declaration }: Incident): Promise<void> {
  if (choice.path === 'undo-restore') await house.portsOf(declaration.service).keptGate.close(choice.kept);
}
