import { useEffect, useState } from 'preact/hooks';

/** What the page shows: a conversation (with a thread beside it) or a tab of the app. */
export type Place =
  | { readonly kind: 'channel'; readonly channel: string; readonly thread?: string }
  | { readonly kind: 'app'; readonly tab: 'home' | 'messages'; readonly thread?: string };

/** Reads the place from the address: `#/C…`, `#/C…/THREAD`, `#/app/home`, or a permalink `/archives/C…/p…`. */
export function placeIn({ pathname, search, hash }: { pathname: string; search: string; hash: string }): Place | null {
  const [, first, second, third] = hash.split('/');
  if (first === 'app') {
    const thread = third === undefined ? {} : { thread: third };
    return { kind: 'app', tab: second === 'home' ? 'home' : 'messages', ...thread };
  }
  if (first !== undefined && first !== '') {
    return { kind: 'channel', channel: first, ...(second === undefined ? {} : { thread: second }) };
  }
  const permalink = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(pathname);
  if (permalink === null) return null;
  const thread = new URLSearchParams(search).get('thread_ts');
  return { kind: 'channel', channel: permalink[1] ?? '', ...(thread === null ? {} : { thread }) };
}

/** The address of a place. */
export function addressOf(place: Place): string {
  const thread = place.thread === undefined ? '' : `/${place.thread}`;
  return place.kind === 'app' ? `#/app/${place.tab}${thread}` : `#/${place.channel}${thread}`;
}

/** Goes to a place; the browser's back button leads back. */
export function goTo(place: Place): void {
  location.hash = addressOf(place);
}

/** The current place, following the address. */
export function usePlace(): Place | null {
  const [place, setPlace] = useState(() => placeIn(location));
  useEffect(() => {
    const follow = () => setPlace(placeIn(location));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
