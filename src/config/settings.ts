import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { StrikeSecrets } from '../domain/redaction.ts';
import type { Secret } from '../domain/secret.ts';
import type { LogLevel } from './environment.ts';

/** Everything that was configured but Slack; enough for the terminal's commands. Frozen, and safe to print. */
export interface Settings {
  /** Absolute path of recourse.yaml. */
  readonly file: string;
  /** Paths in here are absolute: see `resolve-paths.ts`. */
  readonly services: readonly ServicePolicy[];
  /** Where Recourse keeps its own state. */
  readonly store:
    | { readonly kind: 'server'; readonly url: Secret }
    | { readonly kind: 'embedded'; readonly folder: string };
  /** TCP port on loopback for /healthz and /readyz; 0 takes any free one. */
  readonly healthPort: number;
  /** Where alerts are taken, and the secret that their senders share; null where none are. */
  readonly alerts: { readonly host: string; readonly port: number; readonly secret: Secret } | null;
  readonly logLevel: LogLevel;
  /** Where PostgreSQL's programs are looked for. */
  readonly programs: { readonly pgBin: string | undefined; readonly searchPath: string };
  /** All that a child process gets of our environment beside what its command names: PATH, HOME, LANG. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /**
   * The value of a variable that recourse.yaml names.
   *
   * @throws RecourseError `bad-configuration` for a variable that it does not name
   */
  readonly secretOf: (name: string) => Secret;
  /** Strikes every secret of this configuration out of a text (I8). */
  readonly strikeSecrets: StrikeSecrets;
}

/** How Slack is reached. */
export interface SlackAccess {
  readonly botToken: Secret;
  /** Another Web API than Slack's own, such as the demo's; null for Slack. */
  readonly apiUrl: string | null;
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: Secret }
    | { readonly kind: 'http'; readonly signingSecret: Secret; readonly port: number; readonly host: string };
}

export type Config = Settings & { readonly slack: SlackAccess };
