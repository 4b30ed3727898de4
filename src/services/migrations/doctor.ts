import type { Finding } from '../../domain/finding.ts';
import { Fence, type ServiceName } from '../../domain/ids.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { examineLedger } from '../../steps/examine-ledger.ts';

/** Somebody waits for the answer in front of a screen, so a look takes no longer than this, in ms. */
const PATIENCE_MS = 60_000;

/** The ledger doctor for a person who asks: where folder and ledger have drifted apart, and what to do. Changes nothing. */
export function consultDoctor(
  service: ServiceName,
  { migrations }: Pick<ServicePorts, 'migrations'>,
): Promise<readonly Finding[]> {
  // Nothing is left at the target that a newer one would have to end, so the fence stays where it is.
  const tag = { run: `doctor-${service}`, fence: Fence.parse(1) };
  return examineLedger(migrations, { tag, signal: AbortSignal.timeout(PATIENCE_MS), progress: () => undefined });
}
