/** One person (or the app's bot user) of the local workspace. */
export interface Person {
  readonly id: string;
  /** Handle without the at sign. */
  readonly name: string;
  readonly realName: string;
  readonly title?: string;
  /** IANA time zone, such as `Europe/Paris`. */
  readonly tz: string;
  readonly isAdmin?: boolean;
  readonly isBot?: boolean;
  readonly deactivated?: boolean;
  readonly presence?: 'active' | 'away';
}

/** A channel, or with `directWith` the direct conversation of one person and the app. */
export interface Channel {
  readonly id: string;
  /** Without the number sign. */
  readonly name: string;
  readonly topic?: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly directWith?: string;
  readonly members: readonly string[];
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** The parts of an app manifest that this server obeys; the field names are Slack's. */
export interface Manifest {
  readonly display_information: { readonly name: string; readonly description?: string };
  readonly features?: {
    readonly bot_user?: { readonly display_name: string };
    readonly app_home?: {
      readonly home_tab_enabled?: boolean;
      readonly messages_tab_enabled?: boolean;
      readonly messages_tab_read_only_enabled?: boolean;
    };
    readonly slash_commands?: readonly SlashCommand[];
    readonly shortcuts?: readonly Shortcut[];
  };
  readonly oauth_config?: { readonly scopes?: { readonly bot?: readonly string[] } };
  readonly settings?: { readonly event_subscriptions?: { readonly bot_events?: readonly string[] } };
}

export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  readonly should_escape?: boolean;
}

export interface Shortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callback_id: string;
  readonly description: string;
}

/** What a workspace holds when it is started. The app's bot user is added to it and joins `botIn`. */
export interface Workspace {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  readonly userGroups: readonly UserGroup[];
  readonly manifest: Manifest;
  /** Ids of the channels that the bot has been invited to. */
  readonly botIn: readonly string[];
}

/** A block as it travels: Slack's own JSON, of which only the type is certain. */
export interface LooseBlock {
  readonly type: string;
  readonly block_id?: string;
  readonly [field: string]: unknown;
}

export interface Reaction {
  readonly name: string;
  readonly users: readonly string[];
  readonly count: number;
}

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** What a picture shows, for screen readers. */
  readonly alt_txt?: string;
  readonly mimetype: string;
  /** Bytes. */
  readonly size: number;
  readonly url_private: string;
  readonly url_private_download: string;
  readonly permalink: string;
}

/** A message as Slack returns it, plus the channel it stands in and, if ephemeral, who sees it. */
export interface SlackMessage {
  readonly type: 'message';
  readonly subtype?: string;
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly text: string;
  readonly blocks?: readonly LooseBlock[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: unknown };
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly reply_count?: number;
  readonly reply_users?: readonly string[];
  readonly latest_reply?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly files?: readonly SharedFile[];
  readonly reactions?: readonly Reaction[];
  readonly pinned_to?: readonly string[];
  readonly ephemeralFor?: string;
}

/** A modal or Home view as Slack returns it. */
export interface SlackView {
  readonly id: string;
  readonly team_id: string;
  readonly app_id: string;
  readonly bot_id: string;
  readonly type: 'modal' | 'home';
  readonly title?: { readonly type: 'plain_text'; readonly text: string };
  readonly submit?: { readonly type: 'plain_text'; readonly text: string };
  readonly close?: { readonly type: 'plain_text'; readonly text: string };
  readonly blocks: readonly LooseBlock[];
  readonly private_metadata: string;
  readonly callback_id: string;
  readonly external_id: string;
  readonly state: { readonly values: StateValues };
  readonly hash: string;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
}

/** What a person has entered: block id → action id → Slack's value object. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, StateValue>>>>;

export interface StateOption {
  readonly text?: unknown;
  readonly value?: string;
}

export interface StateValue {
  readonly type: string;
  readonly value?: string | null;
  readonly selected_option?: StateOption | null;
  readonly selected_options?: readonly StateOption[];
  readonly selected_user?: string | null;
  readonly selected_users?: readonly string[];
  readonly selected_channel?: string | null;
  readonly selected_conversation?: string | null;
  readonly selected_date?: string | null;
  readonly selected_time?: string | null;
  /** Seconds since 1970, UTC. */
  readonly selected_date_time?: number | null;
}

/** What Slack itself tells one person, such as that the app did not answer. */
export interface Notice {
  readonly id: string;
  readonly user: string;
  readonly text: string;
  readonly channel?: string;
  readonly messageTs?: string;
  readonly actionId?: string;
  readonly viewId?: string;
}

/** The small panel that the host program shows beside the workspace. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  /** What there is to do, in order; none where nobody is led. */
  readonly steps?: readonly PanelStep[];
  readonly buttons: readonly PanelButton[];
  readonly status: readonly PanelStatus[];
}

export interface PanelStep {
  readonly label: string;
  readonly state: 'done' | 'now' | 'later';
  /** What exactly to do, told while it is the one to do now. */
  readonly how?: string;
  /** Id of the person to act as for it. */
  readonly actAs?: string;
}

export interface PanelButton {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly enabled: boolean;
}

export interface PanelStatus {
  readonly label: string;
  readonly value: string;
  readonly level?: 'good' | 'bad' | 'neutral';
  /** Where the value leads to. */
  readonly url?: string;
}

/** One call of the bot to the Web API, as the server saw it. Instants in ms since 1970. */
export interface ApiCall {
  readonly method: string;
  readonly at: number;
  readonly args: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

/** One payload sent to the bot and what became of it. Instants in ms since 1970. */
export interface Delivery {
  readonly id: string;
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly what: string;
  readonly attempt: number;
  readonly sentAt: number;
  readonly ackedAt?: number;
  readonly outcome: 'acked' | 'ack-dropped' | 'timeout' | 'not-connected' | 'refused' | 'waiting';
}
