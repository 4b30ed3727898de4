import { useState } from 'preact/hooks';
import type { Element } from '../../elements.ts';
import { html, type View } from '../html.ts';
import { Confirm } from './confirm.ts';

/** Asks an element's `confirm` question, if it has one, before something is done. Returns the asker and the dialog. */
export function useConfirm(element: Element): [(then: () => void) => void, View] {
  const [pending, setPending] = useState<(() => void) | null>(null);
  const { confirm } = element;
  const ask = (then: () => void) => (confirm === undefined ? then() : setPending(() => then));
  if (confirm === undefined || pending === null) return [ask, null];
  const settle = (proceed: boolean) => {
    setPending(null);
    if (proceed) pending();
  };
  const dialog = html`<${Confirm} dialog=${confirm} onConfirm=${() => settle(true)} onDeny=${() => settle(false)} />`;
  return [ask, dialog];
}
