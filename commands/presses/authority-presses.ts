import { z } from 'zod';
import type { AuthorityDrillAction } from '../../blocks/action-ids.ts';
import type { Drawn } from '../../blocks/kit/drawn.ts';
import { drawAnswer, drawRefusal } from '../../blocks/refusal.ts';
import { drillBanner } from '../../blocks/words/authority-drill.ts';
import { say, strong } from '../../blocks/words/phrase.ts';
import { AuthorityDrillId } from '../../src/domain/authority-drill.ts';
import { ServiceName } from '../../src/domain/ids.ts';
import type { Refusal } from '../../src/domain/verdict.ts';
import { whisper } from '../answer.ts';
import { parsedJson } from '../claims.ts';
import { type PressHandler, valueOfPress } from './press-handler.ts';

const Claim = z.strictObject({ drill: AuthorityDrillId, service: ServiceName });

/** The buttons of a drill. Each says only that it was pressed; who may press it is judged as in a real incident. */
export const authorityPresses: Readonly<Record<AuthorityDrillAction, PressHandler>> = {
  'drill-approve': pressed('approve', 'your approval'),
  'drill-refuse': pressed('refuse', 'your refusal'),
  'drill-hold': pressed('hold', 'your hold'),
  'drill-here': pressed('here', 'that you are here'),
};

function pressed(act: 'approve' | 'refuse' | 'hold' | 'here', what: string): PressHandler {
  return async (desk, heard, press) => {
    const claim = Claim.safeParse(parsedJson(valueOfPress(press)));
    if (!claim.success) return whisper(desk, heard, drawRefusal([forged]));
    const verdict = await desk.useCases.answerAuthority(heard.asking, { ...claim.data, act });
    const drawn =
      verdict.kind === 'refused'
        ? drawDrillRefusal(verdict.reasons)
        : drawAnswer([say`${banner} ${verdict.value.id} counted ${what}. Nothing happens; thank you for taking part.`]);
    await whisper(desk, heard, drawn);
  };
}

const banner = strong(`${drillBanner}.`);

/** What a drill refuses is no more real than what it grants; what a real incident refuses is real. */
export function drawDrillRefusal(reasons: readonly Refusal[]): Drawn {
  const isReal = reasons.some(({ code }) => code === 'incident-live');
  return drawRefusal(reasons, undefined, isReal ? [] : [say`${banner} Nothing has happened to production.`]);
}

const forged = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/drill history` shows the drills.',
} as const;
