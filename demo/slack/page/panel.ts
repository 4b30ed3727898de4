import type { Panel, PanelButton, PanelStatus, PanelStep } from '../shapes.ts';
import { ask } from './ask.ts';
import { personIn } from './avatar.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';
import { Mrkdwn } from './mrkdwn-view.ts';
import { useReader } from './reader.ts';
import { attempt } from './toast.ts';

interface Props {
  readonly panel: Panel;
  readonly onActAs: (id: string) => void;
}

/** What the host program shows beside the workspace: what to do next and as whom, how things are, what can be set off. */
export function PanelView({ panel, onActAs }: Props): View {
  const { steps = [] } = panel;
  const now = steps.find((step) => step.state === 'now');
  return html`<section class="panel" aria-label=${panel.title}>
    <details open=${matchMedia('(min-width: 760px)').matches}>
      <summary>
        <h2>${panel.title}</h2>
        ${now !== undefined && html`<span class="panel-next">Next: ${now.label}</span>`}
        <${Icon} name="down" />
      </summary>
      <dl class="panel-status">${panel.status.map((line) => html`<${Status} key=${line.label} line=${line} />`)}</dl>
      ${panel.description !== '' && html`<p>${panel.description}</p>`}
      ${
        steps.length > 0 &&
        html`<ol class="panel-steps">${steps.map((step) => html`<${Step} key=${step.label} step=${step} onActAs=${onActAs} />`)}</ol>`
      }
      <div class="panel-buttons">${panel.buttons.map((button) => html`<${Press} key=${button.id} button=${button} />`)}</div>
    </details>
  </section>`;
}

const signs = { done: '✓', now: '➜', later: '' } as const;
const spoken = { done: 'Done', now: 'To do now', later: 'Later' } as const;

function Step({ step, onActAs }: { step: PanelStep; onActAs: (id: string) => void }): View {
  const { label, state, how, actAs } = step;
  const { me, scene } = useReader();
  const other = state === 'now' && actAs !== undefined && actAs !== me.id ? personIn(scene, actAs) : undefined;
  return html`<li class=${`panel-step panel-step-${state}`} aria-current=${state === 'now' ? 'step' : undefined}>
    <span class="panel-sign" role="img" aria-label=${spoken[state]}>${signs[state]}</span>
    <div>
      ${label}
      ${state === 'now' && how !== undefined && html`<p><${Mrkdwn} text=${how} /></p>`}
      ${
        other !== undefined &&
        html`<button class="panel-act" onClick=${() => onActAs(other.id)}>Act as ${other.realName}</button>`
      }
    </div>
  </li>`;
}

function Status({ line }: { line: PanelStatus }): View {
  const { label, value, level = 'neutral', url } = line;
  return html`<div class=${`status status-${level}`}>
    <dt>${label}</dt>
    <dd>${url === undefined ? value : html`<a href=${url} target="_blank" rel="noreferrer noopener">${value}</a>`}</dd>
  </div>`;
}

function Press({ button }: { button: PanelButton }): View {
  const { id, label, description, enabled } = button;
  const press = () => void attempt(ask('panel/press', { id }));
  return html`<button class="panel-button" aria-label=${label} aria-description=${description} title=${description} disabled=${!enabled} onClick=${press}>
    <${Icon} name="play" size=${14} />
    <span><strong>${label}</strong>${enabled && html`<small>${description}</small>`}</span>
  </button>`;
}
