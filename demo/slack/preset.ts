import type { Channel, Manifest, Person, Workspace } from './shapes.ts';

/** The people of the demo, by the part that they play. */
export const demoPeople = {
  onCall: person('U0SAM', 'sam', 'Sam Rivera', 'On-call engineer', 'Europe/Lisbon'),
  lead: person('U0DANA', 'dana', 'Dana Kim', 'Team lead', 'Europe/Berlin'),
  cto: { ...person('U0ALEX', 'alex', 'Alex Osei', 'CTO', 'Europe/London'), isAdmin: true },
  bystander: person('U0ROBIN', 'robin', 'Robin Berg', 'Engineer', 'Europe/Stockholm'),
} as const;

function person(id: string, name: string, realName: string, title: string, tz: string): Person {
  return { id, name, realName, title, tz, presence: 'active' };
}

const everyone = Object.values(demoPeople).map((each) => each.id);

/** The channels of the demo. */
export const demoChannels = {
  operations: { id: 'C0OPS', name: 'promptrefine-ops', topic: 'Releases, incidents and on-call', members: everyone },
  general: { id: 'C0GENERAL', name: 'general', topic: 'Everything else', members: everyone },
} as const satisfies Record<string, Channel>;

/** The workspace of the demo, into which the app of the given manifest is installed. */
export function demoWorkspace(manifest: Manifest): Workspace {
  return {
    team: { id: 'T0DEMO', name: 'Promptrefine', domain: 'promptrefine' },
    people: Object.values(demoPeople),
    channels: Object.values(demoChannels),
    userGroups: [
      { id: 'S0ONCALL', handle: 'promptrefine-oncall', name: 'Promptrefine on-call', users: [demoPeople.onCall.id] },
      { id: 'S0LEADS', handle: 'promptrefine-leads', name: 'Promptrefine leads', users: [demoPeople.lead.id] },
    ],
    manifest,
    botIn: [demoChannels.operations.id],
  };
}
