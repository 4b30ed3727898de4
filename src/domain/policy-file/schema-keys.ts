import { z } from 'zod';
import type { FieldPath } from './mistake.ts';
import { RecourseFile } from './service.ts';

/** The little of JSON Schema that zod writes for our file. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

const wholeFile = z.toJSONSchema(RecourseFile, { io: 'input', unrepresentable: 'any' }) as SchemaNode;

/** The keys that may stand at a path of `recourse.yaml`, in every form that the section can take. */
export function keysAt(path: FieldPath): string[] {
  const nodes = path.reduce<SchemaNode[]>(
    (found, part) => found.flatMap((node) => stepInto(node, part)),
    forms(wholeFile),
  );
  return [
    ...new Set(nodes.flatMap((node) => [...Object.keys(node.properties ?? {}), ...(node.propertyNames?.enum ?? [])])),
  ];
}

/** Every key of the file, wherever it stands; the example must show them all. */
export function everyKey(): string[] {
  return [...new Set(keysUnder(wholeFile))].sort();
}

function keysUnder(node: SchemaNode): string[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [key, ...keysUnder(inner)]);
  const inside = [node.items, node.additionalProperties, ...(node.oneOf ?? []), ...(node.anyOf ?? [])];
  const roles = node.propertyNames?.enum ?? [];
  return [...named, ...roles, ...inside.flatMap((inner) => (typeof inner === 'object' ? keysUnder(inner) : []))];
}

function forms(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.oneOf ?? []).flatMap(forms), ...(node.anyOf ?? []).flatMap(forms)];
}

function stepInto(node: SchemaNode, part: string | number): SchemaNode[] {
  const additional = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const inner = typeof part === 'number' ? node.items : (node.properties?.[part] ?? additional);
  return inner === undefined ? [] : forms(inner);
}
