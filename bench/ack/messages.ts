/** What the bench asks of a process that serves. */
export interface Asked {
  readonly kind: 'ours' | 'bare';
  readonly databaseUrl: string;
  /** The Web API of a Slack that only says yes. */
  readonly apiUrl: string;
  readonly signingSecret: string;
}

/** What it says when it listens. */
export interface Ready {
  readonly port: number;
}
