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

/** The channels of the demo; the first is named for the example. */
export const demoChannels = {
  operations: { id: 'C0OPS', name: 'promptrefine-ops', topic: 'Releases, incidents and on-call', members: everyone },
  general: { id: 'C0GENERAL', name: 'general', topic: 'Everything else', members: everyone },
} as const satisfies Record<string, Channel>;

/** The workspace of the demo, named for the example that it is about; the app of the manifest is installed in it. */
export function demoWorkspace(manifest: Manifest, example = 'promptrefine'): Workspace {
  const company = `${example.slice(0, 1).toUpperCase()}${example.slice(1)}`;
  return {
    team: { id: 'T0DEMO', name: company, domain: example },
    people: Object.values(demoPeople),
    channels: [{ ...demoChannels.operations, name: `${example}-ops` }, demoChannels.general],
    userGroups: [
      { id: 'S0ONCALL', handle: `${example}-oncall`, name: `${company} on-call`, users: [demoPeople.onCall.id] },
      { id: 'S0LEADS', handle: `${example}-leads`, name: `${company} leads`, users: [demoPeople.lead.id] },
    ],
    manifest,
    botIn: [demoChannels.operations.id],
  };
}
