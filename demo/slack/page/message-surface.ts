import { useState } from 'preact/hooks';
import type { Element } from '../elements.ts';
import type { Notice, SlackMessage, StateValue } from '../shapes.ts';
import { ask } from './ask.ts';
import { useReader } from './reader.ts';
import { type Surface, useEntries } from './surface.ts';
import { attempt } from './toast.ts';

/** The surface of one message, and what Slack has to say since the last click on it. */
export function useMessageSurface(message: SlackMessage): { surface: Surface; notice: Notice | undefined } {
  const { me, scene } = useReader();
  const [entries, write] = useEntries();
  const notices = scene.notices.filter(
    (notice) => notice.messageTs === message.ts && notice.channel === message.channel,
  );
  const [seen, setSeen] = useState(notices.length);
  const use = async (blockId: string, element: Element, chosen?: StateValue) => {
    setSeen(notices.length);
    const click = {
      user: me.id,
      channel: message.channel,
      ts: message.ts,
      actionId: element.action_id,
      blockId,
      element,
    };
    await attempt(ask('act/click', { ...click, chosen }));
  };
  const surface: Surface = {
    read: (blockId, actionId) => entries[blockId]?.[actionId],
    write,
    use,
    errorAt: () => undefined,
  };
  return { surface, notice: notices.slice(seen).at(-1) };
}
