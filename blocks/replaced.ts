import { PersonId, type ServiceName } from '../src/domain/ids.ts';
import type { ReplacedDatabase, ReplacedLine, ReplacedNews } from '../src/domain/replaced.ts';
import { buttons, type Press } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, type Page } from './kit/texts.ts';
import { bytesOf } from './words/numbers.ts';
import { code, instant, type Phrase, person, say, strong } from './words/phrase.ts';
import { privately, type Reader } from './words/reader.ts';

const where = 'recourse replaced list';
/** A replaced database costs disk; nobody keeps more than a few. */
const shownMax = 10;

/** Something that has happened, or will, to a database that a promotion replaced. */
export function drawReplacedNews(
  service: { readonly name: ServiceName; readonly title: string },
  news: ReplacedNews,
  reader: Reader,
): Drawn {
  const page: Page = { reader, where };
  const told = newsPhrases(service.title, news);
  const offers = news.kind === 'warned' ? buttons('replaced', [keepLonger(service.name, news)]) : null;
  return draw(page, told, [lines(told, page), offers]);
}

function newsPhrases(title: string, { kind, replaced, end }: ReplacedNews): readonly Phrase[] {
  const name = code(replaced.database.name);
  switch (kind) {
    case 'warned':
      return [
        say`🗑️ ${strong(`The replaced database of ${title} is dropped`)} ${instant(end)}: ${name}${sizeOf(replaced)}.`,
        say`It is what ${incidentOf(replaced)} took out of production ${instant(replaced.replacedAt)}. Rows that were lost can be copied back from it until then, not afterwards.`,
        say`Nothing is dropped while an incident of ${title} is open.`,
      ];
    case 'kept':
      return [say`📌 ${whoOf(replaced)} keeps the replaced database ${name} of ${title} until ${instant(end)}.`];
    case 'dropped':
      return [
        say`🗑️ The replaced database ${name} of ${title} was dropped, as announced. It was what ${incidentOf(replaced)} took out of production.`,
      ];
    case 'gone':
      return [say`The replaced database ${name} of ${title} is gone: somebody has dropped it. Recourse did not.`];
  }
}

/** The replaced databases of one service, with a way to keep each longer. */
export function drawReplacedList(
  service: { readonly name: ServiceName; readonly title: string },
  all: readonly ReplacedLine[],
): Drawn {
  const page: Page = { reader: privately, where };
  const head = `Replaced databases of ${service.title}`;
  if (all.length === 0) {
    const none = [say`There is none: no promotion of the last days has replaced a database.`];
    return draw(page, [say`${head}`, ...none], [header(head), lines(none, page)]);
  }
  const shown = all.slice(0, shownMax);
  return draw(
    page,
    [say`${head}`, ...shown.flatMap(replacedPhrases)],
    [
      header(head),
      ...shown.flatMap((line, index) => [
        lines(replacedPhrases(line), page),
        buttons(`replaced-${index}`, [keepLonger(service.name, line)]),
      ]),
    ],
  );
}

/** What one replaced database is, in two lines. */
export function replacedPhrases(line: ReplacedLine): readonly Phrase[] {
  const { replaced } = line;
  return [
    say`${code(replaced.database.name)}${sizeOf(replaced)}, replaced by ${incidentOf(replaced)} ${instant(replaced.replacedAt)}.`,
    outlookOf(line),
  ];
}

function outlookOf({ replaced, end }: ReplacedLine): Phrase {
  const { doubt, standing, kept } = replaced;
  if (standing === 'dropping') return say`It is being dropped.`;
  if (doubt !== null) return say`⚠️ Recourse will not drop it: ${doubt}.`;
  const because = kept === null ? '' : say`, because ${whoOf(replaced)} asked for it`;
  return say`Kept until ${instant(end)}${because}; then dropped, with notice.`;
}

/** What was kept longer. */
export function drawReplacedKept(line: ReplacedLine): Drawn {
  const page: Page = { reader: privately, where };
  const told = [say`📌 Kept until ${instant(line.end)}: ${code(line.replaced.database.name)}.`];
  return draw(page, told, [lines(told, page)]);
}

function keepLonger(service: ServiceName, { replaced }: ReplacedLine): Press {
  return {
    actionId: 'keep-replaced',
    label: 'Keep 7 days longer',
    spoken: `Keep ${replaced.database.name} 7 days longer`,
    value: JSON.stringify({ service, oid: replaced.database.oid }),
  };
}

function sizeOf({ bytes }: ReplacedDatabase): string {
  return bytes === null ? '' : `, ${bytesOf(bytes)}`;
}

/** `INC-7@1a2b3c4d` without the store. */
function incidentOf({ run }: ReplacedDatabase): string {
  return run.split('@')[0] ?? run;
}

function whoOf({ kept }: ReplacedDatabase): Phrase {
  const id = PersonId.safeParse(kept?.by);
  return id.success ? say`${person(id.data)}` : say`${kept?.by ?? 'somebody'}`;
}
