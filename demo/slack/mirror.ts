import { applyChange, type Change, type Scene } from './scene.ts';
import type { StreamItem } from './server/stream.ts';

/** A copy of the scene that follows the server's, and the way to wait for something to appear in it. */
export interface Mirror {
  readonly scene: Scene;
  /** Calls back after each change until the returned function is called. */
  follow(listener: (change: Change) => void): () => void;
  /**
   * Resolves with the first thing that `look` finds, now or after a change. Throws after `timeoutMs`, saying what
   * was awaited and what `seen` saw instead.
   */
  waitFor<T>(wait: Waiting<T>): Promise<T>;
  close(): void;
}

export interface Waiting<T> {
  readonly what: string;
  readonly look: (scene: Scene) => T | undefined;
  readonly seen: (scene: Scene) => string;
  readonly timeoutMs: number;
}

/** Follows the scene at `url` over its stream. Resolves once the first full scene has arrived. */
export async function openMirror(url: string): Promise<Mirror> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/control/stream`);
  const listeners = new Set<(change: Change) => void>();
  const first = Promise.withResolvers<Scene>();
  let scene: Scene | undefined;
  socket.addEventListener('message', ({ data }) => {
    const item = JSON.parse(String(data)) as StreamItem;
    if ('scene' in item) {
      scene = item.scene;
      first.resolve(scene);
    } else if (scene !== undefined) {
      applyChange(scene, item.change);
      for (const listener of listeners) listener(item.change);
    }
  });
  socket.addEventListener('error', () => first.reject(new Error(`No local Slack answers at ${url}`)));
  const follow: Mirror['follow'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const followed = await first.promise;
  return {
    scene: followed,
    follow,
    waitFor: (wait) => waitIn(followed, follow, wait),
    close: () => socket.close(),
  };
}

async function waitIn<T>(scene: Scene, follow: Mirror['follow'], wait: Waiting<T>): Promise<T> {
  const there = wait.look(scene);
  if (there !== undefined) return there;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => {
    reject(new Error(`Waited ${wait.timeoutMs} ms for ${wait.what}. There was only:\n${wait.seen(scene)}`));
  }, wait.timeoutMs);
  const stop = follow(() => {
    const found = wait.look(scene);
    if (found !== undefined) resolve(found);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
