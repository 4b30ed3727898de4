import { render } from 'preact';
import { html, type View } from './html.ts';
import { followServer, useLive } from './live.ts';
import { Workspace } from './workspace.ts';

function Page(): View {
  const { scene, online } = useLive();
  if (scene === null) return html`<p class="nowhere">Connecting to the local Slack…</p>`;
  return html`<${Workspace} scene=${scene} online=${online} />`;
}

followServer();
render(html`<${Page} />`, document.body);
