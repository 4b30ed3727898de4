import { useRef, useState } from 'preact/hooks';
import { ask } from './ask.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { useReader } from './reader.ts';
import { type Suggestion, SuggestionList, suggestionsFor, withMentions } from './suggestions.ts';
import { attempt, toast } from './toast.ts';

interface Props {
  readonly channel: string;
  readonly placeholder: string;
  readonly thread?: string | undefined;
}

/** Where a message or a slash command is written. Enter sends, Shift-Enter breaks the line. */
export function Composer({ channel, placeholder, thread }: Props): View {
  const { me, scene } = useReader();
  const [written, setWritten] = useState('');
  const [picked, setPicked] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const suggestions = suggestionsFor(scene, written, thread === undefined);
  const write = (next: string) => {
    setWritten(next);
    setPicked(0);
  };
  const complete = (suggestion: Suggestion) => {
    write(suggestion.completed);
    field.current?.focus();
  };
  const send = () => {
    const line = written.trim();
    if (line === '') return;
    write('');
    void attempt(sendLine(line));
  };
  const sendLine = async (line: string) => {
    const command = /^(\/[\w-]+)\s*(.*)$/s.exec(line);
    if (command === null) {
      return ask('act/say', { user: me.id, channel, text: withMentions(scene, line), threadTs: thread });
    }
    const [, name = '', text = ''] = command;
    if (thread === undefined) return ask('act/command', { user: me.id, channel, command: name, text });
    toast(`${name} is not supported in threads. Sorry!`);
    return undefined;
  };
  const completePicked = () => suggestions[picked] !== undefined && complete(suggestions[picked]);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setPicked((picked + 1) % suggestions.length),
    ArrowUp: () => setPicked((picked + suggestions.length - 1) % suggestions.length),
    Tab: completePicked,
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.shiftKey) return;
    const act = actOf(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const actOf = (key: string) => {
    const suggesting = suggestions.length > 0;
    const finished = suggestions.some((each) => each.completed.trim() === written.trim());
    if (key === 'Enter') return suggesting && !finished ? completePicked : send;
    return suggesting ? keys[key] : undefined;
  };
  return html`<div class="composer">
    <${SuggestionList} suggestions=${suggestions} picked=${picked} onPick=${complete} />
    <textarea
      ref=${field}
      rows="1"
      aria-label=${placeholder}
      placeholder=${placeholder}
      value=${written}
      onInput=${(event: Event) => write((event.currentTarget as HTMLTextAreaElement).value)}
      onKeyDown=${press}
    ></textarea>
    <button class="send" aria-label="Send" disabled=${written.trim() === ''} onClick=${send}><${Icon} name="send" /></button>
  </div>`;
}
