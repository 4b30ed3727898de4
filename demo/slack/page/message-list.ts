import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SlackMessage } from '../shapes.ts';
import { dayHeading } from './dates.ts';
import { html, type View } from './html.ts';
import { MessageView } from './message-view.ts';
import { useReader } from './reader.ts';
import { markRead } from './unread.ts';

/** Messages of one person within this many seconds stand together under one name. */
const togetherSeconds = 300;
/** How near to the end (in pixels) a reader must be to be taken along by new messages. */
const nearEnd = 120;

interface Props {
  readonly channel: string;
  /** Whether the first message heads a thread and the others are its replies. */
  readonly thread?: boolean;
  readonly messages: readonly SlackMessage[];
  readonly onOpenThread?: (ts: string) => void;
  readonly intro?: unknown;
}

/** Messages, oldest first, with the days between them. It stays at the end unless the reader has scrolled up. */
export function MessageList({ channel, messages, thread = false, onOpenThread, intro }: Props): View {
  const { me } = useReader();
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1)?.ts;
  // After every drawing, because a message that grows by an edit moves the end, too.
  useLayoutEffect(() => {
    if (atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
    if (last !== undefined) markRead(me.id, channel, last);
  });
  const scroll = () => {
    const node = list.current;
    if (node !== null) atEnd.current = node.scrollHeight - node.scrollTop - node.clientHeight < nearEnd;
  };
  return html`<div class="messages" ref=${list} onScroll=${scroll} role="log" aria-label="Messages" tabindex="0">
    <div class="messages-start">${intro}</div>
    ${messages.map((message, index) => {
      const before = index === 1 && thread ? undefined : messages[index - 1];
      const key = `${message.ts} ${message.ephemeralFor ?? ''}`;
      const divider = thread
        ? index === 1 && html`<${Replies} count=${messages.length - 1} />`
        : html`<${Day} of=${message} before=${before} />`;
      const open = onOpenThread === undefined ? undefined : () => onOpenThread(message.ts);
      return html`<div key=${key}>
        ${divider}
        <${MessageView} message=${message} follows=${standTogether(before, message, me.tz)} onOpenThread=${open} />
      </div>`;
    })}
  </div>`;
}

function dayOf(message: SlackMessage, tz: string): string {
  return dayHeading(Number(message.ts), tz, Date.now() / 1000);
}

/** Whether two messages are by one person, to the same readers, on one day and close to each other. */
function standTogether(before: SlackMessage | undefined, message: SlackMessage, tz: string): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.ephemeralFor === message.ephemeralFor &&
    Number(message.ts) - Number(before.ts) < togetherSeconds &&
    dayOf(before, tz) === dayOf(message, tz)
  );
}

function Day({ of, before }: { of: SlackMessage; before: SlackMessage | undefined }): View {
  const { me } = useReader();
  if (before !== undefined && dayOf(before, me.tz) === dayOf(of, me.tz)) return null;
  return html`<div class="day"><span>${dayOf(of, me.tz)}</span></div>`;
}

function Replies({ count }: { count: number }): View {
  return html`<div class="replies">${count} ${count === 1 ? 'reply' : 'replies'}</div>`;
}
