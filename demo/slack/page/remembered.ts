import { useState } from 'preact/hooks';

/** A small text that this browser remembers between visits. */
export function useRemembered(name: string, first: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => localStorage.getItem(name) ?? first);
  const remember = (next: string) => {
    localStorage.setItem(name, next);
    setValue(next);
  };
  return [value, remember];
}
