import { z } from 'zod';
import { drawRefusal } from '../../blocks/refusal.ts';
import { drawReplacedKept } from '../../blocks/replaced.ts';
import { Oid, ServiceName } from '../../src/domain/ids.ts';
import { answerVerdict, whisper } from '../answer.ts';
import { parsedJson } from '../claims.ts';
import { type PressHandler, valueOfPress } from './press-handler.ts';

/** What the button says: so much longer, in ms. */
const LONGER_MS = 7 * 86_400_000;

const Claim = z.strictObject({ service: ServiceName, oid: Oid });

/** "Keep 7 days longer", on a warning or in the list. */
export const keepReplacedPress: PressHandler = async (desk, heard, press) => {
  const claim = Claim.safeParse(parsedJson(valueOfPress(press)));
  if (!claim.success) return whisper(desk, heard, drawRefusal([forged]));
  const verdict = await desk.useCases.keepReplaced(heard.asking, { ...claim.data, forMs: LONGER_MS });
  await answerVerdict(desk, heard, verdict, { granted: drawReplacedKept });
};

const forged = {
  code: 'bad-input',
  say: 'What this button carries is not something that Recourse wrote.',
  hint: '`/backup replaced` shows the replaced databases.',
} as const;
