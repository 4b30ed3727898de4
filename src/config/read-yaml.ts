import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { FieldPath } from '../domain/policy-file/mistake.ts';

/** A place in the file, both counted from one. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text as a value, with the place of everything in it. */
export interface YamlText {
  readonly value: unknown;
  /** What YAML itself could not read; the value is then not to be trusted. */
  readonly errors: readonly (Place & { readonly say: string })[];
  /** Where the value at `path` stands, or its key; for what is missing, the section that should hold it. */
  locate(path: FieldPath, at?: 'key'): Place;
}

/** Reads YAML 1.2 and remembers where everything stood. Never throws: what cannot be read is in `errors`. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const errors = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    say: error.message,
  }));
  return {
    value: errors.length > 0 ? null : toValue(() => document.toJS({ maxAliasCount: 100 })),
    errors,
    locate: (path, at) => place(offsetOf(document.contents, path, at)),
  };
}

function toValue(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null; // aliases that multiply without end: nothing in there is a configuration
  }
}

/** Walks as far as the path goes; what is not there stands where its section begins. */
function offsetOf(root: Node | null, path: FieldPath, at: 'key' | undefined): number {
  let node: unknown = root;
  let offset = 0;
  for (const [depth, part] of path.entries()) {
    const child = childOf(node, part);
    if (child === undefined) return offset;
    const wantsKey = at === 'key' && depth === path.length - 1;
    offset = (wantsKey ? child.key : startOf(child.value)) ?? child.key ?? offset;
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, part: string | number): { key: number | undefined; value: unknown } | undefined {
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? undefined : { key: startOf(item), value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
  return pair === undefined ? undefined : { key: startOf(pair.key), value: pair.value };
}

function startOf(node: unknown): number | undefined {
  const ranged = node as { range?: readonly number[] } | null | undefined;
  return ranged?.range?.[0];
}
