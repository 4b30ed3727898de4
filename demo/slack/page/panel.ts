import type { Panel, PanelButton } from '../shapes.ts';
import { ask } from './ask.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { attempt } from './toast.ts';

/** What the host program shows beside the workspace: where the story stands and what can be set off. */
export function PanelView({ panel }: { panel: Panel }): View {
  return html`<section class="panel" aria-label=${panel.title}>
    <details open=${matchMedia('(min-width: 760px)').matches}>
      <summary><h2>${panel.title}</h2><${Icon} name="down" /></summary>
      <p>${panel.description}</p>
      <dl class="panel-status">
        ${panel.status.map(
          (line) =>
            html`<div class=${`status status-${line.level ?? 'neutral'}`}><dt>${line.label}</dt><dd>${line.value}</dd></div>`,
        )}
      </dl>
      <div class="panel-buttons">${panel.buttons.map((button) => html`<${Press} key=${button.id} button=${button} />`)}</div>
    </details>
  </section>`;
}

function Press({ button }: { button: PanelButton }): View {
  const press = () => void attempt(ask('panel/press', { id: button.id }));
  return html`<button class="panel-button" aria-label=${button.label} disabled=${!button.enabled} onClick=${press}>
    <${Icon} name="play" size=${14} />
    <span><strong>${button.label}</strong><small>${button.description}</small></span>
  </button>`;
}
