import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Scene } from '../scene.ts';
import type { Person } from '../shapes.ts';

/** Who reads the page and what they see. */
export interface Reader {
  readonly me: Person;
  /** Only what `me` may see. */
  readonly scene: Scene;
}

export const ReaderContext = createContext<Reader | null>(null);

/** The reader of the page. Throws outside a workspace, which would be a fault of the page. */
export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (reader === null) throw new Error('There is no reader here');
  return reader;
}
