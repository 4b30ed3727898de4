import type { WebSocket } from 'ws';
import { type Change, isVisibleTo, type Scene, sceneOf } from '../scene.ts';
import type { World } from './world.ts';

/** What a stream sends: first the whole scene, then each change. */
export type StreamItem = { readonly scene: Scene } | { readonly change: Change };

/** Shows the scene and every change of it to one listener: all of it, or what `user` may see. */
export function openStream(world: World, socket: WebSocket, user: string | null): void {
  const send = (item: StreamItem) => socket.send(JSON.stringify(item));
  const listener = (change: Change) => {
    if (user === null || isVisibleTo(user, world.scene, change)) send({ change });
  };
  world.listeners.add(listener);
  socket.on('close', () => world.listeners.delete(listener));
  socket.on('error', () => socket.terminate());
  send({ scene: user === null ? world.scene : sceneOf(user, world.scene) });
}
