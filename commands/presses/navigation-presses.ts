import { z } from 'zod';
import type { NavigationId } from '../../blocks/action-ids.ts';
import { drawDeclareForm } from '../../blocks/forms/declare-form.ts';
import { drawLookingView } from '../../blocks/forms/looking-view.ts';
import { drawRefusal } from '../../blocks/refusal.ts';
import { type IncidentId, ServiceName } from '../../src/domain/ids.ts';
import { whisper } from '../answer.ts';
import { beginDeclaring, beginDeclaringFromAlerts, findOrNothing } from '../begin-form.ts';
import { parsedJson, readAlertsClaim, readFormClaim, readPressClaim } from '../claims.ts';
import type { Desk } from '../desk.ts';
import { drillHistory } from '../drill.ts';
import type { Heard } from '../heard.ts';
import { showHome } from '../home.ts';
import { previewMailPress } from '../mail.ts';
import { type Look, lookAtDecision, lookAtOptions, lookAtStatus, lookAtTimeline } from '../show.ts';
import { fillForm, openedView, openForm } from '../show-form.ts';
import { type PressHandler, valueOfPress } from './press-handler.ts';
import { keepReplacedPress } from './replaced-presses.ts';

/** Buttons and choices that only lead somewhere. */
export const navigationPresses: Readonly<Record<NavigationId, PressHandler>> = {
  'declare-incident': (desk, heard) => beginDeclaring(desk, heard, null),
  'declare-from-alerts': declareFromAlerts,
  'show-decision': showing(lookAtDecision, 'Decision'),
  'show-status': showing(lookAtStatus, 'Status'),
  'show-timeline': showing(lookAtTimeline, 'Timeline'),
  'show-options': showingInWindow(lookAtOptions, 'The ways back'),
  'choose-service': chooseService,
  'keep-replaced': keepReplacedPress,
  'preview-mail': previewMailPress,
  'show-drills': showDrills,
  'turn-home-page': turnHomePage,
};

/** In a channel the answer is an ephemeral message; the Home tab has none, so a window opens instead. */
function showing(look: Look, title: string): PressHandler {
  return async (desk, heard, press) => {
    const claim = readPressClaim(valueOfPress(press));
    if (claim === null) return whisper(desk, heard, drawRefusal([forged]));
    if (heard.channel !== null) return whisper(desk, heard, await look(desk, claim.incident));
    await showInWindow(desk, heard, { look, title, incident: claim.incident });
  };
}

/** For what is too long to stand among messages. */
function showingInWindow(look: Look, title: string): PressHandler {
  return async (desk, heard, press) => {
    const claim = readPressClaim(valueOfPress(press));
    if (claim === null) return whisper(desk, heard, drawRefusal([forged]));
    await showInWindow(desk, heard, { look, title, incident: claim.incident });
  };
}

async function showInWindow(
  desk: Desk,
  heard: Heard,
  { look, title, incident }: { readonly look: Look; readonly title: string; readonly incident: IncidentId },
): Promise<void> {
  const opened = await openForm(desk, heard, drawLookingView(title, null));
  if (opened === null) return;
  await fillForm(desk, heard, opened, drawLookingView(title, await look(desk, incident)));
}

/** From the Home tab, where there is no room for them. */
async function showDrills(...[desk, heard, press]: Parameters<PressHandler>): Promise<void> {
  const claim = ServiceClaim.safeParse(parsedJson(valueOfPress(press))).data;
  const service = desk.useCases.services().find(({ name }) => name === claim?.service);
  if (service === undefined) return whisper(desk, heard, drawRefusal([forged]));
  const opened = await openForm(desk, heard, drawLookingView('Drills', null));
  if (opened !== null)
    await fillForm(desk, heard, opened, drawLookingView('Drills', await drillHistory(desk, service)));
}

async function turnHomePage(...[desk, heard, press]: Parameters<PressHandler>): Promise<void> {
  const page = Number(valueOfPress(press));
  if (!Number.isSafeInteger(page)) return whisper(desk, heard, drawRefusal([forged]));
  await showHome(desk, heard.client, { person: heard.asking.person, page, isFirst: false });
}

const ServiceClaim = z.strictObject({ service: ServiceName });

async function declareFromAlerts(...[desk, heard, press]: Parameters<PressHandler>): Promise<void> {
  const claim = readAlertsClaim(valueOfPress(press));
  if (claim === null) return whisper(desk, heard, drawRefusal([forged]));
  await beginDeclaringFromAlerts(desk, heard, claim);
}

const forged = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/incident list` shows the incidents.',
} as const;

/** Another service was chosen in the declare form: what is filled in per service is looked up again. */
async function chooseService(...[desk, heard, { action, body }]: Parameters<PressHandler>): Promise<void> {
  const chosen =
    action.type === 'static_select' ? ServiceName.safeParse(action.selected_option?.value).data : undefined;
  const services = desk.useCases.services();
  const claim = readFormClaim(body.view?.private_metadata ?? '');
  if (body.view === undefined || claim?.openedAt === undefined) return;
  if (chosen === undefined || !services.some((service) => service.name === chosen)) return;
  const facts = { services, chosen, openedAt: claim.openedAt, metadata: body.view.private_metadata };
  // What alerts said of one service says nothing of another.
  const { alerts: episode, service: told } = claim;
  const alerts =
    episode === undefined || told !== chosen
      ? null
      : await desk.useCases.prefillFromAlerts({ service: chosen, episode });
  const view = drawDeclareForm({ ...facts, alerts, found: await findOrNothing(desk, chosen) });
  await fillForm(desk, heard, openedView(body.view), view);
}
