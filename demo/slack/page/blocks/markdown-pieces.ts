/** One paragraph, heading, list or fence of a markdown block. */
export type Piece =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: string[] }
  | { readonly kind: 'fence' | 'paragraph'; readonly lines: string[] }
  | { readonly kind: 'rule' };

/** Splits markdown into its pieces: what stands between fences is kept as it is. */
export function readPieces(text: string): Piece[] {
  return text.split(/^```.*$/m).flatMap((part, index): Piece[] => {
    const lines = part.replace(/^\n|\n$/g, '').split('\n');
    return index % 2 === 1 ? [{ kind: 'fence', lines }] : readLines(lines);
  });
}

function readLines(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (const line of lines) {
    const piece = pieceOf(line);
    if (!joins(pieces.at(-1), piece)) pieces.push(piece);
  }
  return pieces.filter((piece) => piece.kind !== 'paragraph' || piece.lines.length > 0);
}

/** The piece that one line would be on its own. */
function pieceOf(line: string): Piece {
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(line)) return { kind: 'rule' };
  const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
  if (item !== null) return { kind: 'list', ordered: item[1] !== undefined, items: [item[2] ?? ''] };
  return { kind: 'paragraph', lines: line === '' ? [] : [line] };
}

/** Adds an item to the list before it and a line to the paragraph before it, if there is one. */
function joins(last: Piece | undefined, piece: Piece): boolean {
  if (last?.kind === 'list' && piece.kind === 'list' && last.ordered === piece.ordered) {
    last.items.push(...piece.items);
    return true;
  }
  if (last?.kind !== 'paragraph' || piece.kind !== 'paragraph' || piece.lines.length === 0) return false;
  if (last.lines.length === 0) return false;
  last.lines.push(...piece.lines);
  return true;
}
