import { elementsOf } from './elements.ts';
import type { ActResult } from './server/acts/act.ts';
import type { Entries } from './server/state-values.ts';
import type { SlackMessage, SlackView, StateValue } from './shapes.ts';

/** Sends one control request. Throws with the server's sentence when it is refused. */
export type Ask = <T>(path: string, body?: object | null) => Promise<T>;

/** How an element is used: a forged button value or the chosen option's value, or Slack's own value object. */
export interface ClickOptions {
  readonly value?: string;
  readonly blockId?: string;
  readonly chosen?: StateValue;
}

/** What one person can do. Each act resolves when the app has acknowledged it or Slack has given up waiting. */
export interface Acting {
  say(channel: string, text: string, options?: { threadTs?: string }): Promise<ActResult>;
  command(channel: string, command: string, text?: string): Promise<ActResult>;
  /**
   * Uses a button or menu of a message. The message may be an old copy: the click is sent as the person saw it.
   * An action id that the copy does not have is sent as a forged button.
   */
  click(message: SlackMessage, actionId: string, options?: ClickOptions): Promise<ActResult>;
  clickInView(view: SlackView, actionId: string, options?: ClickOptions): Promise<ActResult>;
  /** Fills in and submits a modal. Entries are named by block id, action id or label. */
  submit(view: SlackView | string, entries?: Entries): Promise<ActResult>;
  /** Closes a modal by its close button, or all of them with `clear`. */
  close(view: SlackView | string, options?: { clear?: boolean }): Promise<ActResult>;
  react(message: SlackMessage, name: string): Promise<ActResult>;
  openHome(): Promise<ActResult>;
  shortcut(callbackId: string, message?: SlackMessage): Promise<ActResult>;
}

/** The acts of one person. */
export function actingAs(ask: Ask, user: string): Acting {
  const act = (name: string, body: object) => ask<ActResult>(`act/${name}`, { user, ...body });
  return {
    say: (channel, text, options = {}) => act('say', { channel, text, ...options }),
    command: (channel, command, text = '') => act('command', { channel, command, text }),
    click: (message, actionId, options = {}) => {
      const element = seenElement(message.blocks ?? [], actionId);
      return act('click', { channel: message.channel, ts: message.ts, actionId, element, ...options });
    },
    clickInView: (view, actionId, options = {}) => {
      return act('click-in-view', {
        viewId: view.id,
        actionId,
        element: seenElement(view.blocks, actionId),
        ...options,
      });
    },
    submit: (view, entries = {}) => act('submit', { viewId: idOf(view), entries }),
    close: (view, options = {}) => act('close', { viewId: idOf(view), ...options }),
    react: (message, name) => act('react', { channel: message.channel, ts: message.ts, name }),
    openHome: () => act('open-home', {}),
    shortcut: (callbackId, message) => {
      const about = message === undefined ? {} : { channel: message.channel, ts: message.ts };
      return act('shortcut', { callbackId, ...about });
    },
  };
}

function idOf(view: SlackView | string): string {
  return typeof view === 'string' ? view : view.id;
}

function seenElement(blocks: NonNullable<SlackMessage['blocks']>, actionId: string): object {
  const seen = elementsOf(blocks).find(({ element }) => element.action_id === actionId);
  return seen?.element ?? { type: 'button', action_id: actionId, text: { type: 'plain_text', text: actionId } };
}
