import { useEffect, useState } from 'preact/hooks';
import { html, type View } from './html.ts';

const shownMs = 6_000;
const listeners = new Set<(text: string) => void>();

/** Shows a sentence for a few seconds at the edge of the page. */
export function toast(text: string): void {
  for (const listener of listeners) listener(text);
}

/** Does something and shows what went wrong, if anything. */
export async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    toast((error as Error).message);
    return undefined;
  }
}

/** The place where toasts appear. */
export function Toasts(): View {
  const [texts, setTexts] = useState<string[]>([]);
  useEffect(() => {
    const listener = (text: string) => {
      setTexts((before) => [...before, text]);
      setTimeout(() => setTexts((before) => before.slice(1)), shownMs);
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return html`<div class="toasts" role="status">${texts.map((text) => html`<div class="toast">${text}</div>`)}</div>`;
}
