import type { StrikeSecrets } from '../../domain/redaction.ts';
import type { Ask } from '../../ports/http.ts';
import type { Programs } from '../../ports/outside.ts';

/** What a provider behind a web API works with. */
export interface WebTools {
  readonly ask: Ask;
  /** The value of a variable that the policy names. */
  readonly valueOf: (variable: string) => string;
  readonly strikeSecrets: StrikeSecrets;
}

/** What providers may work with; each takes what it needs. */
export interface DeployTools extends WebTools {
  readonly commands: Programs;
}
