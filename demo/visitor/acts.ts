import type { Visitor } from './visitor.ts';

/** What people of the demo do in front of the page, in the order of the story. */

/** Sets off the bad migration by the panel's button; resolves when the panel asks for a declaration. */
export async function runBadMigration(visitor: Visitor): Promise<void> {
  const panel = visitor.panel();
  await panel.getByRole('button', { name: 'Run the bad migration' }).click();
  await visitor.stepNow('Declare the incident').waitFor();
}

/** `/incident declare` as whoever acts, with its form filled in; resolves when the form is gone. */
export async function declare(visitor: Visitor, seen: string): Promise<void> {
  await visitor.send('/incident declare');
  const form = visitor.form('Declare an incident');
  await form.getByRole('textbox', { name: 'What was seen?' }).fill(seen);
  await form.getByRole('checkbox', { name: 'Data was deleted' }).check();
  await form.getByRole('checkbox', { name: 'A migration failed or did harm' }).check();
  await form.getByRole('textbox', { name: 'Failing migration' }).waitFor();
  await form.getByRole('button', { name: 'Declare', exact: true }).click();
  await form.waitFor({ state: 'detached' });
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

/** `/incident close` with a root cause; resolves when the headline says that it is closed. */
export async function closeIncident(visitor: Visitor, incident: string, rootCause: string): Promise<void> {
  await visitor.send(`/incident close ${incident}`);
  const form = visitor.form(`Close ${incident}`);
  await form.getByRole('textbox').first().fill(rootCause);
  await form.getByRole('button', { name: 'Close incident' }).click();
  await visitor.headline(incident, 'closed').waitFor();
}
