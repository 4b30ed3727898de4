import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Element } from '../elements.ts';
import type { StateValue } from '../shapes.ts';

/** What the elements of some blocks stand on: a message, a modal or the Home tab. */
export interface Surface {
  /** What has been entered here; undefined when nothing was. */
  readonly read: (blockId: string, actionId: string) => StateValue | undefined;
  readonly write: (blockId: string, actionId: string, value: StateValue) => void;
  /** Tells the app that an element was used. Resolves when the app has answered or Slack gave up. */
  readonly use: (blockId: string, element: Element, chosen?: StateValue) => Promise<void>;
  /** What is wrong with an input, if anything. */
  readonly errorAt: (blockId: string) => string | undefined;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** The surface around an element. Throws outside of one, which would be a fault of the page. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error('There is no surface here');
  return surface;
}

/** Where an element stands and whether the app hears of each change. */
export interface ElementProps {
  readonly element: Element;
  readonly blockId: string;
  /** False inside input blocks, which are only read on submission, unless they dispatch. */
  readonly dispatches: boolean;
  /** What screen readers call the element when it stands below a visible label. */
  readonly label?: string | undefined;
}

/** The entered value of an element and the way to change it; a change is told to the app if the element dispatches. */
export function useEntry({
  element,
  blockId,
  dispatches,
}: ElementProps): [StateValue | undefined, (value: StateValue) => void] {
  const surface = useSurface();
  const change = (value: StateValue) => {
    surface.write(blockId, element.action_id, value);
    if (dispatches) void surface.use(blockId, element, value);
  };
  return [surface.read(blockId, element.action_id), change];
}

/** The entries of one surface, kept by block and action id. */
export function useEntries(): [Record<string, Record<string, StateValue>>, Surface['write']] {
  const [entries, setEntries] = useState<Record<string, Record<string, StateValue>>>({});
  const write: Surface['write'] = (blockId, actionId, value) => {
    setEntries((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));
  };
  return [entries, write];
}
