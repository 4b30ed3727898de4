import htm from 'htm';
import { h, type VNode } from 'preact';

/** What a component may return. */
export type View = VNode | null;

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** Templates become elements; every value in them is escaped by the library. The package's types describe its CommonJS form. */
export const html = (htm as unknown as { bind: (create: typeof h) => Template }).bind(h);
