import type { Finding } from '../../domain/finding.ts';
import { databaseProbe, rightsProbe } from './database.ts';
import { deployProbe } from './deploys.ts';
import { encryptionProbe } from './encryption.ts';
import { freezeProbe } from './freeze.ts';
import { peopleProbe } from './people.ts';
import type { CheckGround, Probe } from './probe.ts';
import { programsProbe } from './programs.ts';
import { channelProbe, slackProbe } from './slack.ts';
import { smokeProbe } from './smoke.ts';
import { sourceProbe } from './source.ts';
import { storageProbe } from './storage.ts';
import { storeProbe } from './store.ts';

/** Everything that `recourse check` looks at, in this order. A new subject is one file and one line. */
export const probes: readonly Probe[] = [
  programsProbe,
  storeProbe,
  slackProbe,
  channelProbe,
  peopleProbe,
  databaseProbe,
  rightsProbe,
  storageProbe,
  encryptionProbe,
  sourceProbe,
  freezeProbe,
  deployProbe,
  smokeProbe,
];

/** Looks at one subject after the other and tells each finding as soon as it is there. */
export async function* runProbes(ground: CheckGround): AsyncGenerator<Finding> {
  for (const probe of probes) yield* await probe.look(ground);
}
