import { useState } from 'preact/hooks';
import type { Element } from '../elements.ts';
import type { SlackView, StateValue } from '../shapes.ts';
import { ask } from './ask.ts';
import { useReader } from './reader.ts';
import { type Surface, useEntries } from './surface.ts';
import { attempt } from './toast.ts';

/** The surface of a modal or Home view with what has been entered and what is wrong with it. */
export interface ViewSurface {
  readonly surface: Surface;
  /** Entries in the form in which a submission names them. */
  readonly submitted: () => Record<string, StateValue>;
  readonly setErrors: (errors: Readonly<Record<string, string>>) => void;
}

/** Entries outlive updates of the view as long as block and action ids stay, as in Slack. */
export function useViewSurface(view: SlackView): ViewSurface {
  const { me } = useReader();
  const [entries, write] = useEntries();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const use = async (blockId: string, element: Element, chosen?: StateValue) => {
    const newest = chosen === undefined ? {} : { [blockId]: { ...entries[blockId], [element.action_id]: chosen } };
    const click = { user: me.id, viewId: view.id, actionId: element.action_id, blockId, element, chosen };
    await attempt(ask('act/click-in-view', { ...click, values: { ...entries, ...newest } }));
  };
  const surface: Surface = {
    read: (blockId, actionId) => entries[blockId]?.[actionId],
    write,
    use,
    errorAt: (blockId) => errors[blockId],
  };
  const standing = new Set(view.blocks.map((block) => block.block_id));
  const submitted = () =>
    Object.fromEntries(
      Object.entries(entries)
        .filter(([blockId]) => standing.has(blockId))
        .flatMap(([blockId, values]) => {
          const pairs = Object.entries(values);
          return pairs.map(([actionId, value]) => [pairs.length === 1 ? blockId : actionId, value]);
        }),
    ) as Record<string, StateValue>;
  return { surface, submitted, setErrors };
}
