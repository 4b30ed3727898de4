import { findContactGaps, findSamePerson, findUndecidable } from './authority-rules.ts';
import { findBackupsInProject, findBadSchedules, findOpenStorage, findUncheckedSignatures } from './backup-rules.ts';
import { findBadDownScripts } from './down-script-rules.ts';
import type { FieldPath, Mistake } from './mistake.ts';
import {
  findBlindWatch,
  findDeploysWithoutCommit,
  findOpenCredentials,
  findRepeatedNames,
  findUncountedRepairs,
  findUnkeptValues,
  repeated,
} from './recovery-rules.ts';
import type { ServicePolicy } from './service.ts';
import type { Surroundings } from './surroundings.ts';
import { findBadSwitches } from './switch-rules.ts';
import { findMissingVariables, findSharedDatabases } from './variable-rules.ts';

type ServiceRule = (service: ServicePolicy, path: FieldPath, around: Surroundings) => Mistake[];

/** What a service may not say in two places at once. A new rule is one function and one line here. */
const serviceRules: readonly ServiceRule[] = [
  findUndecidable,
  findSamePerson,
  findContactGaps,
  findBadSchedules,
  findBackupsInProject,
  findOpenStorage,
  findUncheckedSignatures,
  findDeploysWithoutCommit,
  findUnkeptValues,
  findBlindWatch,
  findOpenCredentials,
  findRepeatedNames,
  findUncountedRepairs,
  findBadDownScripts,
  findBadSwitches,
];

/** A service that could be read, and where it stands in the file. */
export interface PlacedService {
  readonly service: ServicePolicy;
  readonly index: number;
}

/**
 * Everything that one field cannot know alone. Takes the services that could be read, so that a mistake in one of them
 * does not hide those of the others, and the file as it was written for the variables that it names.
 */
export function findContradictions(
  services: readonly PlacedService[],
  written: unknown,
  around: Surroundings,
): Mistake[] {
  return [
    ...findRepeatedServices(services),
    ...services.flatMap(({ service, index }) =>
      serviceRules.flatMap((rule) => rule(service, ['services', index], around)),
    ),
    ...findMissingVariables(written, around),
    ...findSharedDatabases(services, around),
  ];
}

function findRepeatedServices(services: readonly PlacedService[]): Mistake[] {
  return repeated(services.map(({ service }) => service)).map((place) => ({
    path: ['services', services[place]?.index ?? place, 'name'],
    found: `the service ${services[place]?.service.name} a second time`,
    expected: 'a name of its own for every service',
  }));
}
