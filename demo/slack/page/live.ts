import { useEffect, useReducer } from 'preact/hooks';
import { applyChange, type Scene } from '../scene.ts';
import type { StreamItem } from '../server/stream.ts';

/** What the page knows of the server: the whole scene of everybody, or null before the first news. */
const live: { scene: Scene | null; online: boolean } = { scene: null, online: false };
const listeners = new Set<() => void>();
const reconnectMs = 1_000;

/** Follows the server's scene and connects again whenever the connection is lost. */
export function followServer(): void {
  const socket = new WebSocket(`ws://${location.host}/control/stream`);
  socket.addEventListener('message', ({ data }) => {
    const item = JSON.parse(String(data)) as StreamItem;
    if ('scene' in item) Object.assign(live, { scene: item.scene, online: true });
    else if (live.scene !== null) applyChange(live.scene, item.change);
    tell();
  });
  socket.addEventListener('close', () => {
    live.online = false;
    tell();
    setTimeout(followServer, reconnectMs);
  });
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** The scene as it is now; draws the component again after every change. */
export function useLive(): { scene: Scene | null; online: boolean } {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const listener = () => redraw(undefined);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return live;
}
