import type { WebClient } from '@slack/web-api';
import { RecourseError } from '../../domain/errors.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type ResolvedRoster, Role } from '../../domain/person.ts';
import type { RolePeople } from '../../domain/policy-file/authority.ts';
import type { CommandLine } from '../../domain/policy-file/measures.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { People } from '../../ports/people.ts';
import { askAgain } from './ask-again.ts';
import { keepFor } from './keep-for.ts';
import { keepLately } from './keep-lately.ts';
import { readPersonIds } from './person-ids.ts';
import type { SlackLog } from './slack-log.ts';
import { toChatTrouble } from './trouble.ts';

/** Where people come from beside Slack. Each returns text with one Slack user id per line, or throws `RecourseError`. */
export interface PeopleSources {
  fromCommand(command: CommandLine): Promise<string>;
  fromUrl(url: string, tokenEnv: string | null): Promise<string>;
}

/** What we know of one person. `unfit`: why they cannot hold a role, null where nothing speaks against it. */
interface Known {
  readonly name: string;
  readonly timeZone: string | null;
  readonly unfit: string | null;
}

export interface SlackPeople extends Required<People> {
  /** Full names for messages, at most five minutes old; people without one are left out. Never used to decide. */
  names(people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
}

/** Names and zones may be this old. Who may decide is asked anew each time. */
const NAMES_FRESH_MS = 5 * 60_000;

/** People and their roles, by Slack's user ids only: e-mail and display names can be changed by others. */
export function slackPeople(client: WebClient, sources: PeopleSources, log: SlackLog): SlackPeople {
  const remembered = keepFor(NAMES_FRESH_MS, (person: PersonId) => askSlack(client, person));

  const roster = async (service: ServicePolicy): Promise<ResolvedRoster> => {
    const found = await Promise.all(
      Role.options.flatMap((role) => {
        const source = service.authority.roles[role];
        return source === undefined ? [] : [resolveRole(client, sources, { service, role, source }, log)];
      }),
    );
    return joinRoles(found);
  };

  return {
    roster,
    rosterLately: keepLately(roster),

    async timeZone(person) {
      try {
        return (await remembered(person)).timeZone;
      } catch {
        return null; // words are then in the service's zone, and a drill keeps to the service's quiet hours
      }
    },

    async names(people) {
      const known = await Promise.allSettled(
        people.map(async (person) => [person, (await remembered(person)).name] as const),
      );
      return new Map(known.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
    },
  };
}

const notKnown = 'is not known to this workspace';

interface RoleFound {
  readonly role: Role;
  readonly people: readonly PersonId[];
  /** Why the role could not be resolved, or why nobody is left. */
  readonly why: string | null;
  readonly passing: boolean;
  readonly unknown: readonly PersonId[];
}

function joinRoles(found: readonly RoleFound[]): ResolvedRoster {
  return {
    roster: Object.fromEntries(
      found.filter(({ people }) => people.length > 0).map(({ role, people }) => [role, people]),
    ),
    unresolved: found.flatMap(({ role, why, passing }) => (why === null ? [] : [{ role, why, passing }])),
    unknown: found.flatMap(({ role, unknown }) => unknown.map((person) => ({ role, person }))),
  };
}

async function resolveRole(
  client: WebClient,
  sources: PeopleSources,
  { service, role, source }: { service: ServicePolicy; role: Role; source: RolePeople },
  log: SlackLog,
): Promise<RoleFound> {
  try {
    const named = await peopleOf(client, sources, source);
    const asked = await Promise.all(named.map(async (id) => ({ id, ...(await askSlack(client, id)) })));
    const unfit = asked.filter((person) => person.unfit !== null);
    for (const person of unfit) {
      log.warn(
        { service: service.name, role, person: person.id, why: person.unfit },
        'somebody cannot hold their role',
      );
    }
    const people = asked.filter((person) => person.unfit === null).map((person) => person.id);
    const unknown = unfit.filter((person) => person.unfit === notKnown).map((person) => person.id);
    return { role, people, why: people.length > 0 ? null : nobodyLeft(unfit), passing: false, unknown };
  } catch (error) {
    return { role, people: [], why: reasonOf(error), passing: isPassing(error), unknown: [] };
  }
}

function nobodyLeft(unfit: readonly { readonly id: PersonId; readonly unfit: string | null }[]): string {
  if (unfit.length === 0) return 'nobody is named';
  return unfit.map((person) => `<@${person.id}> ${person.unfit}`).join('; ');
}

function reasonOf(error: unknown): string {
  if (error instanceof RecourseError) return `${error.message} ${error.hint}`;
  const trouble = toChatTrouble(error);
  return trouble.kind === 'refused'
    ? `Slack refused (${trouble.reason})`
    : `Slack could not be asked (${trouble.reason})`;
}

/** Slack refuses a wrong user group for good; everything else may be different in a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof RecourseError || toChatTrouble(error).kind !== 'refused';
}

async function peopleOf(client: WebClient, sources: PeopleSources, source: RolePeople): Promise<readonly PersonId[]> {
  if ('user_group' in source) {
    const { users = [] } = await askAgain(() => client.usergroups.users.list({ usergroup: source.user_group }));
    return readPersonIds(users.join('\n'), `the user group ${source.user_group}`);
  }
  if ('command' in source) return readPersonIds(await sources.fromCommand(source.command), 'the on-call command');
  if ('url' in source)
    return readPersonIds(await sources.fromUrl(source.url, source.token_env ?? null), 'the on-call address');
  return [...new Set(source)];
}

async function askSlack(client: WebClient, person: PersonId): Promise<Known> {
  try {
    const { user } = await askAgain(() => client.users.info({ user: person }));
    const profile = user?.profile;
    const name = [profile?.real_name, user?.real_name, profile?.display_name, user?.name].find(
      (each) => each !== undefined && each !== '',
    );
    return { name: name ?? person, timeZone: user?.tz ?? null, unfit: unfitness(user ?? {}) };
  } catch (error) {
    const { kind, reason } = toChatTrouble(error);
    if (kind === 'refused' && (reason === 'user_not_found' || reason === 'user_not_visible')) {
      return { name: person, timeZone: null, unfit: notKnown };
    }
    throw error;
  }
}

function unfitness(user: { deleted?: boolean; is_bot?: boolean; is_workflow_bot?: boolean }): string | null {
  if (user.deleted === true) return 'is deactivated';
  return user.is_bot === true || user.is_workflow_bot === true ? 'is a bot' : null;
}
