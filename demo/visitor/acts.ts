import type { Visitor } from './visitor.ts';

/** What people of the demo do in front of the page, in the order of the story. */

/** Sets off the bad migration by the panel's button; resolves when the panel asks for a declaration. */
export function runBadMigration(visitor: Visitor): Promise<void> {
  return setOff(visitor, 'Run the bad migration');
}

/** Sets off what goes wrong by the panel's button with this label; resolves when the panel asks for a declaration. */
export async function setOff(visitor: Visitor, label: string): Promise<void> {
  await visitor.panel().getByRole('button', { name: label }).click();
  await visitor.stepNow('Declare the incident').waitFor();
}

const damaged = ['Data was deleted', 'A migration failed or did harm'];

/** `/incident declare` as whoever acts, with its form filled in; the migration that it proposes stays unless one is given. */
export async function declare(
  visitor: Visitor,
  seen: string,
  triggers: readonly string[] = damaged,
  migration?: string,
): Promise<void> {
  await visitor.send('/incident declare');
  const form = visitor.form('Declare an incident');
  await form.getByRole('textbox', { name: 'What was seen?' }).fill(seen);
  for (const name of triggers) await form.getByRole('checkbox', { name }).check();
  const failing = form.getByRole('textbox', { name: 'Failing migration' });
  await failing.waitFor();
  if (migration !== undefined) await failing.fill(migration);
  await form.getByRole('button', { name: 'Declare', exact: true }).click();
  await form.waitFor({ state: 'detached' });
}

/** What a person chooses in the form behind "Another way back"; fields are named by their labels. */
export interface WantedWay {
  readonly way: string;
  readonly why: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly choices?: Readonly<Record<string, string>>;
}

/** Presses "Another way back" on the card in the thread, fills in the form and sends it. */
export async function chooseWay(visitor: Visitor, incident: string, wanted: WantedWay): Promise<void> {
  const { way, why, texts = {}, choices = {} } = wanted;
  const thread = await visitor.openThread();
  await thread
    .getByRole('button', { name: `Choose another way back for ${incident}` })
    .last()
    .click();
  const form = visitor.form('Choose a way back');
  for (const [label, chosen] of Object.entries({ 'Way back': way, ...choices }))
    await form.getByRole('combobox', { name: label }).selectOption(chosen);
  for (const [label, text] of Object.entries({ 'Why this one?': why, ...texts }))
    await form.getByRole('textbox', { name: label }).fill(text);
  await form.getByRole('button', { name: 'Choose', exact: true }).click();
  await form.waitFor({ state: 'detached' });
  await visitor.closeThread();
}

/** Presses approve on the headline once the plan stands. */
export async function pressApprove(visitor: Visitor, incident: string): Promise<void> {
  await visitor
    .headline(incident, `roll ${visitor.example.title} (production) back?`)
    .getByRole('button', { name: /^Approve/ })
    .click();
}

/** Types the name into the form for approval and sends it; whether it was right is for the caller to look at. */
export async function typeName(visitor: Visitor, name: string): Promise<void> {
  const form = visitor.form(/^Approve rollback/);
  await form.getByRole('textbox', { name: `Type ${visitor.example.name} to approve` }).fill(name);
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
}

/** Sends the form for approval where nothing has to be typed: the plan replaces no data. */
export async function approvePlainly(visitor: Visitor): Promise<void> {
  const form = visitor.form(/^Approve rollback/);
  await form.getByRole('button', { name: 'Approve', exact: true }).click();
  await form.waitFor({ state: 'detached' });
}

/** `/incident close` with a root cause, and auto-deploy on again where the form asks for it; resolves when the headline says that it is closed. */
export async function closeIncident(visitor: Visitor, incident: string, rootCause: string): Promise<void> {
  await visitor.send(`/incident close ${incident}`);
  const form = visitor.form(`Close ${incident}`);
  await form.getByRole('textbox').first().fill(rootCause);
  const autoDeploy = form.getByRole('combobox', { name: 'Auto-deploy is off' });
  if (await autoDeploy.isVisible()) await autoDeploy.selectOption('Switch it on again, as it was');
  await form.getByRole('button', { name: 'Close incident' }).click();
  await visitor.headline(incident, 'closed').waitFor();
}
