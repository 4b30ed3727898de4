import type { Instant } from '../src/domain/ids.ts';
import type { ServiceToday } from '../src/domain/service-today.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { digestLines, redLines } from './words/digest.ts';
import { code, instant, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** Services that are told in full: with head, red lines and foot this stays within the 50 blocks of a message. */
const servicesShown = 40;
/** Red lines that are named one by one, so that the first section is read on a phone without scrolling for ever. */
const redShown = 15;

/** How the services of one channel stand, what is missing first; readable on a phone, one section for each service. */
export function drawDigest(
  { services, at }: { readonly services: readonly ServiceToday[]; readonly at: Instant },
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: '/drill digest <service>' };
  const red = services.flatMap(redLines);
  const head = red.length === 0 ? '✅ Ready to go back' : `🔴 ${red.length} to look at`;
  const first = redPart(red);
  const shown = services.slice(0, servicesShown);
  const told = shown.map((today) => [say`${strong(today.title)} (${today.environment})`, ...digestLines(today)]);
  const rest = services.slice(servicesShown).map(({ name }) => name);
  const more =
    rest.length === 0
      ? []
      : [say`… and ${rest.length} more: ${rest.join(', ')}. ${code('/drill digest <service>')} shows one.`];
  return draw(
    page,
    [say`${head}: how we stand`, ...first, ...told.flat(), ...more],
    [
      header(`${head}: how we stand`),
      first.length === 0 ? null : lines(first, page),
      ...told.map((phrases) => lines(phrases, page)),
      more.length === 0 ? null : lines(more, page),
      context(say`As of ${instant(at)}. ${code('/drill digest')} shows it at any time.`, page),
    ],
  );
}

function redPart(red: readonly Phrase[]): readonly Phrase[] {
  const rest = red.length - redShown;
  return rest > 0 ? [...red.slice(0, redShown), say`🔴 … and ${rest} more, below`] : red;
}
