import { useEffect } from 'preact/hooks';
import type { SlackView } from '../shapes.ts';
import { ask } from './ask.ts';
import { Blocks } from './blocks/block-view.ts';
import { html, type View } from './html.ts';
import { useReader } from './reader.ts';
import { SurfaceContext } from './surface.ts';
import { attempt } from './toast.ts';
import { useViewSurface } from './view-surface.ts';

/** The app's Home tab for the acting person. Opening it tells the app. */
export function Home(): View {
  const { me, scene } = useReader();
  useEffect(() => void attempt(ask('act/open-home', { user: me.id })), [me.id]);
  const view = scene.homes[me.id];
  if (view === undefined) {
    return html`<div class="home home-empty"><h2>${scene.app.name}</h2><p>This app has not published a Home tab for you.</p></div>`;
  }
  return html`<div class="home" tabindex="0" role="region" aria-label=${`${scene.app.name} Home`}><${Published} key=${view.id} view=${view} /></div>`;
}

function Published({ view }: { view: SlackView }): View {
  const { surface } = useViewSurface(view);
  return html`<${SurfaceContext.Provider} value=${surface}><${Blocks} blocks=${view.blocks} /><//>`;
}
