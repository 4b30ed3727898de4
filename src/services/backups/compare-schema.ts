import { digestOf } from '../../domain/canonical.ts';
import type { Finding } from '../../domain/finding.ts';
import type { BackupManifest } from '../../domain/manifest.ts';
import type { BeyondOurRights } from '../../ports/archives.ts';
import type { Catalogue } from '../../ports/snapshots.ts';
import { compareObjects, type Difference } from './catalogue-file.ts';

/** So many objects are named in one finding. */
const namedMax = 12;

export interface SchemaPair {
  readonly manifest: BackupManifest;
  /** What the artefact keeps beside the dump; null where it was lost. */
  readonly before: Catalogue | null;
  readonly after: Catalogue;
  readonly extensions: BackupManifest['extensions'];
  readonly beyond: BeyondOurRights;
}

/** Definitions of everything but the rows, object by object where the backup names them. */
export function compareSchema({ manifest, before, after, beyond }: SchemaPair): Finding[] {
  const check = 'schema';
  if (digestOf(after.definitions) === manifest.schemaHash) {
    return [{ check, result: 'passed', say: `${after.definitions.length} definitions equal to the backup’s` }];
  }
  if (before === null) return [{ check, result: 'failed', say: 'the schema differs from the backup’s' }];
  const difference = compareObjects(before.definitions, after.definitions);
  // Only a superuser can make these; the restore has left them out and said so.
  const excusable = (object: string) => beyond.eventTriggers && object.startsWith('event trigger ');
  const excused = difference.missing.filter(excusable);
  const rest = { ...difference, missing: difference.missing.filter((object) => !excusable(object)) };
  const findings: Finding[] = [];
  if (excused.length > 0) {
    findings.push({
      check,
      result: 'warned',
      say: `not in the copy, because only a superuser can create them: ${excused.join(', ')}`,
      hint: 'Let a superuser create them in the copy before it is promoted, or right after.',
    });
  }
  const say = tellDifference(rest);
  if (say !== '') findings.push({ check, result: 'failed', say, hint: 'Do not promote this copy. Restore again.' });
  return findings;
}

/** What may belong to somebody else without running or reading anything in that role's name. */
const harmless = /^(function|type|schema) /;

/** Owners and rights; the database's own come with parity and are compared there. */
export function compareRights({ manifest, before, after, beyond }: SchemaPair): Finding {
  const check = 'owners and rights';
  if (!manifest.artifact.keepsOwnersAndRights) {
    return {
      check,
      result: 'skipped',
      say: 'the backup was taken without owners and rights (`drop_owners_and_rights`)',
    };
  }
  if (before === null) return { check, result: 'skipped', say: 'the backup does not list them' };
  const ofObjects = (catalogue: Catalogue) => catalogue.rights.filter(({ object }) => object !== 'database');
  const difference = compareObjects(ofObjects(before), ofObjects(after));
  const say = tellDifference(difference);
  if (say === '') {
    return {
      check,
      result: 'passed',
      say: `${ofObjects(after).length} objects have the owners and rights of the backup`,
    };
  }
  const { missing, added, changed } = difference;
  // Owners were left out; what is ours instead of theirs matters where it acts in its owner's name.
  const excused =
    beyond.notOurs.length > 0 && [...missing, ...added, ...changed].every((object) => harmless.test(object));
  const owners = beyond.notOurs.length === 0 ? 'the owners' : beyond.notOurs.join(', ');
  return {
    check,
    result: excused ? 'warned' : 'failed',
    say,
    hint: `Let the role in the URL act as ${owners} (GRANT … TO …), or restore as a role that may.`,
  };
}

export function compareExtensions({ manifest, extensions, beyond }: SchemaPair): Finding[] {
  const check = 'extensions';
  const copy = new Map(extensions.map(({ name, version }) => [name, version]));
  const wrong = manifest.extensions.flatMap(({ name, version }): Finding[] => {
    const found = copy.get(name);
    if (found === version) return [];
    if (found !== undefined)
      return [{ check, result: 'warned', say: `${name} is ${found}, the backup had ${version}` }];
    const excused = beyond.extensions.includes(name);
    return [
      {
        check,
        result: excused ? 'warned' : 'failed',
        say: `${name} ${version} is missing${excused ? ', because only a superuser can create it' : ''}`,
        hint: `Let a superuser run CREATE EXTENSION ${name} in the copy.`,
      },
    ];
  });
  if (wrong.length > 0) return wrong;
  return [{ check, result: 'passed', say: `${manifest.extensions.length} extensions in the backup’s versions` }];
}

function tellDifference({ missing, added, changed }: Difference): string {
  return [tell('missing', missing), tell('not in the backup', added), tell('different', changed)]
    .filter((part) => part !== '')
    .join('; ');
}

function tell(what: string, objects: readonly string[]): string {
  if (objects.length === 0) return '';
  const named = objects.slice(0, namedMax).join(', ');
  const more = objects.length > namedMax ? ` and ${objects.length - namedMax} more` : '';
  return `${what}: ${named}${more}`;
}
