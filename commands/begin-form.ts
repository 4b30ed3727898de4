import type { FormId } from '../blocks/action-ids.ts';
import { drawChooseBackupForm } from '../blocks/forms/choose-backup-form.ts';
import { drawChoosePathForm } from '../blocks/forms/choose-path-form.ts';
import { drawCloseForm } from '../blocks/forms/close-form.ts';
import { drawDeclareForm } from '../blocks/forms/declare-form.ts';
import { type FormMetadata, formMetadata } from '../blocks/forms/form-metadata.ts';
import { drawIdentificationForm } from '../blocks/forms/identification-form.ts';
import { drawNoteForm } from '../blocks/forms/note-form.ts';
import { code, say, saying, strong } from '../blocks/words/phrase.ts';
import type { IncidentId, ServiceName } from '../src/domain/ids.ts';
import { toInstant } from '../src/domain/ids.ts';
import type { Incident } from '../src/domain/incident.ts';
import { pathWords } from '../src/domain/path-choice.ts';
import type { AlertsClaim } from './claims.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';
import { type Filling, fillForm, openAndFill, openForm } from './show-form.ts';
import { meantIncident } from './which-incident.ts';

/** What a form must know to answer where it was asked for. */
export function metadataFor(heard: Heard, about: Omit<FormMetadata, 'channel' | 'thread'>): string {
  const thread = heard.thread === null ? {} : { thread: heard.thread };
  return formMetadata({ channel: heard.channel ?? '', ...thread, ...about });
}

/** Opens the declare form; the commit and the newest migration come when they are found. */
export async function beginDeclaring(desk: Desk, heard: Heard, named: ServiceName | null): Promise<void> {
  const services = desk.useCases.services();
  const here = services.find((service) => service.channel === heard.channel);
  const chosen = (services.find((service) => service.name === named) ?? here ?? services[0])?.name;
  if (chosen === undefined) throw new TypeError('a configuration without services');
  const openedAt = toInstant(desk.now());
  const facts = { services, chosen, openedAt, metadata: metadataFor(heard, { openedAt }) };
  const opened = await openForm(desk, heard, drawDeclareForm({ ...facts, found: null }));
  if (opened === null) return;
  await fillForm(desk, heard, opened, drawDeclareForm({ ...facts, found: await findOrNothing(desk, chosen) }));
}

/** From the card of alerts: the form comes with what they said (P9). */
export async function beginDeclaringFromAlerts(
  desk: Desk,
  heard: Heard,
  { service, alerts: episode }: AlertsClaim,
): Promise<void> {
  const given = { id: 'declare-form', title: 'Declare an incident', metadata: metadataFor(heard, {}) } as const;
  await openAndFill(desk, heard, { ...given, waitingFor: 'Reading the alerts …' }, async () => {
    const [alerts, found] = await Promise.all([
      desk.useCases.prefillFromAlerts({ service, episode }),
      findOrNothing(desk, service),
    ]);
    if (alerts === null)
      return { explain: [say`These alerts are not kept here. ${code('/incident declare')} opens an empty form.`] };
    const openedAt = alerts.identifiedAt;
    const metadata = metadataFor(heard, { service, alerts: episode, openedAt });
    const services = desk.useCases.services();
    return { view: drawDeclareForm({ services, chosen: service, openedAt, found, alerts, metadata }) };
  });
}

/** Looking up must never stand in the way of declaring. */
export async function findOrNothing(desk: Desk, service: ServiceName) {
  try {
    return await desk.useCases.prefill(service);
  } catch (error) {
    desk.log.warn({ service, cause: String(error) }, 'commit and migration could not be looked up');
    return { commit: null, migration: null, during: null };
  }
}

/** A note needs nothing but the incident. */
export async function beginNote(desk: Desk, heard: Heard, incident: IncidentId): Promise<void> {
  const openedAt = toInstant(desk.now());
  await openForm(desk, heard, drawNoteForm(incident, openedAt, metadataFor(heard, { incident, openedAt })));
}

/** For `/incident note` without text: the form opens first, and then finds out which incident is meant. */
export async function beginNoteForMeant(desk: Desk, heard: Heard, named: IncidentId | null): Promise<void> {
  await openForMeant(
    desk,
    heard,
    { id: 'note-form', title: 'Note', named, again: '/incident note INC-7' },
    ({ id }) => {
      const openedAt = toInstant(desk.now());
      return { view: drawNoteForm(id, openedAt, metadataFor(heard, { incident: id, openedAt })) };
    },
  );
}

/** For `/incident close`, in the same way. */
export async function beginClosingMeant(desk: Desk, heard: Heard, named: IncidentId | null): Promise<void> {
  await openForMeant(
    desk,
    heard,
    { id: 'close-form', title: 'Close', named, again: '/incident close INC-7' },
    (incident) => closingForm(desk, incident, metadataFor(heard, { incident: incident.id })),
  );
}

/** Opens a form at once, and finds out then which incident is meant. */
export async function openForMeant(
  desk: Desk,
  heard: Heard,
  given: { readonly id: FormId; readonly title: string; readonly named: IncidentId | null; readonly again: string },
  fill: (incident: Incident) => Filling | Promise<Filling>,
): Promise<void> {
  const metadata = metadataFor(heard, {});
  await openAndFill(desk, heard, { ...given, metadata, waitingFor: 'Looking for the incident …' }, async () => {
    const meant = await meantIncident(desk.useCases, given.named, heard.channel);
    if (meant.kind === 'none') return { explain: [saying(meant.refusal.say), saying(meant.refusal.hint)] };
    if (meant.kind === 'one') {
      const incident = await desk.useCases.incident(meant.id);
      return incident === null ? { explain: [say`There is no incident ${meant.id}.`] } : fill(incident);
    }
    const live = meant.live.map(({ id, service }) => say`• ${strong(id)} ${service}`);
    return { explain: [say`${strong('Several incidents are live.')} Please name one: ${code(given.again)}`, ...live] };
  });
}

export async function beginClosing(desk: Desk, heard: Heard, incident: IncidentId): Promise<void> {
  await openWithIncident(desk, heard, { id: 'close-form', title: `Close ${incident}`, incident }, (found, metadata) =>
    closingForm(desk, found, metadata),
  );
}

/** What the report would lack is named before it is too late to say it. */
async function closingForm(desk: Desk, incident: Incident, metadata: string): Promise<Filling> {
  return { view: drawCloseForm(incident, await desk.useCases.missing(incident.id), metadata) };
}

export async function beginCorrecting(desk: Desk, heard: Heard, incident: IncidentId): Promise<void> {
  const given = { id: 'identification-form', title: 'Correct the time', incident } as const;
  await openWithIncident(desk, heard, given, (found, metadata) => ({
    view: drawIdentificationForm(incident, found.identifiedAt, metadata),
  }));
}

export async function beginChoosingBackup(desk: Desk, heard: Heard, incident: IncidentId): Promise<void> {
  const given = { id: 'choose-backup-form', title: 'Choose a backup', incident } as const;
  await openWithIncident(desk, heard, given, async (found, metadata) => {
    const backups = await desk.useCases.listBackups(found.declaration.service);
    if (backups.length > 0) return { view: drawChooseBackupForm(incident, backups, metadata) };
    return {
      explain: [
        say`${strong('There is no backup to choose from.')}`,
        say`${strong('Next:')} ${code('/backup take')} saves at least what is there now.`,
      ],
    };
  });
}

export async function beginChoosingPath(desk: Desk, heard: Heard, incident: IncidentId): Promise<void> {
  const given = { id: 'choose-path-form', title: 'Choose a way back', incident } as const;
  await openWithIncident(desk, heard, given, (_, metadata) => waysBack(desk, incident, metadata));
}

/** For `/rollback path`: the form opens first, and then finds out which incident is meant. */
export async function beginChoosingPathMeant(desk: Desk, heard: Heard, named: IncidentId | null): Promise<void> {
  const given = { id: 'choose-path-form', title: 'Choose a way back', named, again: '/rollback path INC-7' } as const;
  await openForMeant(desk, heard, given, ({ id }) => waysBack(desk, id, metadataFor(heard, { incident: id })));
}

async function waysBack(desk: Desk, incident: IncidentId, metadata: string): Promise<Filling> {
  const offers = await desk.useCases.paths(incident);
  if (offers.some((offer) => 'choice' in offer)) return { view: drawChoosePathForm(incident, offers, metadata) };
  const reasons = offers.flatMap((offer) =>
    'whyNot' in offer ? [say`• ${pathWords[offer.path].title}: ${offer.whyNot}`] : [],
  );
  return { explain: [say`${strong('No other way back is open.')}`, ...reasons] };
}

async function openWithIncident(
  desk: Desk,
  heard: Heard,
  given: { readonly id: FormId; readonly title: string; readonly incident: IncidentId },
  fill: (incident: Incident, metadata: string) => Filling | Promise<Filling>,
): Promise<void> {
  const metadata = metadataFor(heard, { incident: given.incident });
  await openAndFill(desk, heard, { ...given, metadata, waitingFor: `Reading ${given.incident} …` }, async () => {
    const found = await desk.useCases.incident(given.incident);
    return found === null ? { explain: [say`There is no incident ${given.incident}.`] } : fill(found, metadata);
  });
}
