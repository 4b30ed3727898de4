import type { StoredBackup } from '../../domain/manifest.ts';
import { granted, type Verdict } from '../../domain/verdict.ts';
import type { Clock } from '../../ports/clock.ts';
import type { House } from '../house.ts';
import { findBackup, type WantedBackup } from './find-backup.ts';
import { readyRulesOf } from './keep-ready.ts';
import { proofTag, proveBackup } from './prove-by-hand.ts';

/** Longer than any restore that would still be of use; one that hangs must not hold its scratch database for ever. */
const PROOF_MS_MAX = 6 * 3_600_000;

/** Durations and notes; nothing is decided by it. */
const machineClock: Clock = { now: () => new Date() };

/** A proof that somebody asked for (B7): anybody may, it touches nothing of production. A newer one ends an older one, but no scheduled proof and no gate's. */
export async function verifyByHand(
  house: Pick<House, 'services' | 'portsOf' | 'home' | 'store' | 'migrations'>,
  given: WantedBackup & { readonly progress: (say: string) => void },
): Promise<Verdict<StoredBackup>> {
  const found = await findBackup(house, given);
  if (found.kind === 'refused') return found;
  const { service, backup } = found.value;
  const effort = {
    tag: proofTag('hand', service.name, machineClock, house.home),
    signal: AbortSignal.timeout(PROOF_MS_MAX),
    progress: given.progress,
  };
  const rules = readyRulesOf(house, service);
  const proof = await proveBackup(house.portsOf(service.name), machineClock, backup, effort, rules);
  return granted({ ...backup, proof });
}
