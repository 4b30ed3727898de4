import pg from 'pg';
import { failed, passed, type Seen, warned } from './probe.ts';

/** What the catalogue says about our role and the database that it is to bring back. */
export interface RightsFacts {
  readonly me: string;
  readonly database: string;
  readonly owner: string;
  readonly isSuperuser: boolean;
  readonly ownsDatabase: boolean;
  readonly mayCreateDatabases: boolean;
  readonly maySignal: boolean;
  /** Roles that own something in the database and that ours is no member of. */
  readonly foreignOwners: readonly string[];
  /** Tables and sequences that our role may not read. */
  readonly unreadable: readonly string[];
  /** Settings of the database that only a superuser, or somebody who was granted them, can set on the copy. */
  readonly unsettable: readonly string[];
  /** Extensions that only a superuser can make in a copy. */
  readonly untrusted: readonly string[];
  /** The owner of recourse_control, where it exists and is not ours; null where it is ours or still to be made. */
  readonly controlOwner: string | null;
  readonly serverMajor: number;
}

const name = (role: string) => pg.escapeIdentifier(role);
const asSuperuser = (...statements: string[]) => `Run as a superuser: ${statements.join(' ')}`;

/** One finding per right that is missing, each with the statement that gives it; one that says so where none is. */
export function judgeRights(facts: RightsFacts): Seen[] {
  if (facts.isSuperuser) {
    return [
      warned(
        `${facts.me} is a superuser`,
        'A restore would run functions of table owners as superuser. Use the role that owns the database, with CREATEDB and pg_signal_backend.',
      ),
    ];
  }
  const lacking = rules.flatMap((rule) => rule(facts) ?? []);
  const missing = lacking.some(({ result }) => result === 'failed');
  return missing ? lacking : [passed(`${facts.me} may do all that a restore needs`), ...lacking];
}

/** A right is one line here. */
const rules: readonly ((facts: RightsFacts) => Seen | null)[] = [
  ({ ownsDatabase, owner, me, database }) =>
    ownsDatabase
      ? null
      : failed(
          `${database} belongs to ${owner}, so ${me} cannot rename it`,
          asSuperuser(`GRANT ${name(owner)} TO ${name(me)};`),
        ),
  ({ mayCreateDatabases, me }) =>
    mayCreateDatabases
      ? null
      : failed(
          `${me} may not create databases, so there is nowhere to restore into`,
          asSuperuser(`ALTER ROLE ${name(me)} CREATEDB;`),
        ),
  ({ maySignal, me }) =>
    maySignal
      ? null
      : failed(
          `${me} may not end other roles’ sessions, so a swap would wait for them for ever`,
          asSuperuser(`GRANT pg_signal_backend TO ${name(me)};`),
        ),
  ({ foreignOwners, me }) =>
    foreignOwners.length === 0
      ? null
      : failed(
          `${foreignOwners.join(', ')} own${foreignOwners.length === 1 ? 's' : ''} objects that ${me} could not give back to their owner`,
          asSuperuser(...foreignOwners.map((role) => `GRANT ${name(role)} TO ${name(me)};`)),
        ),
  ({ unreadable, me }) =>
    unreadable.length === 0
      ? null
      : failed(
          `${me} may not read ${unreadable.slice(0, 5).join(', ')}${more(unreadable, 5)}, so a backup would fail`,
          asSuperuser(`GRANT pg_read_all_data TO ${name(me)};`),
        ),
  ({ controlOwner, me }) =>
    controlOwner === null
      ? null
      : failed(
          `recourse_control belongs to ${controlOwner}`,
          asSuperuser(`GRANT ${name(controlOwner)} TO ${name(me)};`),
        ),
  ({ unsettable, me, serverMajor }) =>
    unsettable.length === 0
      ? null
      : warned(
          `the database has settings that only a superuser can give to a copy: ${unsettable.join(', ')}`,
          serverMajor >= 15
            ? asSuperuser(...unsettable.map((setting) => `GRANT SET ON PARAMETER ${setting} TO ${name(me)};`))
            : 'Set them by hand after a promotion, or upgrade to PostgreSQL 15, where they can be granted.',
        ),
  ({ untrusted }) =>
    untrusted.length === 0
      ? null
      : warned(
          `extensions that only a superuser can make, so a restore may fail at them: ${untrusted.join(', ')}`,
          'Where the server is yours, put "trusted = true" into their control files; managed servers have a role for it.',
        ),
];

function more(list: readonly unknown[], shown: number): string {
  return list.length > shown ? ` and ${list.length - shown} more` : '';
}
