import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a test bot has to die (or stand still). Written by the campaign, read by the bots at each entry. */
export type Moment =
  /** Right after this entry was written. */
  | { readonly at: 'after'; readonly kind: string; readonly step: string | null }
  /** So long after the step's intent was written, in ms; at its outcome at the latest. */
  | { readonly at: 'inside'; readonly step: string; readonly afterMs: number }
  /** When the step's effect is there and its outcome is about to be written. */
  | { readonly at: 'outcome'; readonly step: string }
  /** When production is closed to everyone and the names have not been exchanged yet. */
  | { readonly at: 'gate' };

/** `kill` is SIGKILL, `pause` SIGSTOP: the campaign wakes it up again. */
export type Orders = Moment & { readonly deed: 'kill' | 'pause' };

const ordersFile = (folder: string) => join(folder, 'crash-orders.json');
const spentFile = (folder: string) => join(folder, 'crash-orders.spent.json');

export function giveOrders(folder: string, orders: Orders): void {
  const draft = `${ordersFile(folder)}.draft`;
  writeFileSync(draft, JSON.stringify(orders));
  renameSync(draft, ordersFile(folder));
}

export function readOrders(folder: string): Orders | null {
  try {
    return JSON.parse(readFileSync(ordersFile(folder), 'utf8')) as Orders;
  } catch {
    return null; // there are none, or another bot has just taken them
  }
}

/** False for all but one of the bots that want to carry out the same orders. */
export function spendOrders(folder: string): boolean {
  try {
    renameSync(ordersFile(folder), spentFile(folder));
    return true;
  } catch {
    return false;
  }
}

export function areSpent(folder: string): boolean {
  return !existsSync(ordersFile(folder));
}
