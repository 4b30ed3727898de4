import type { AutoDeploy } from '../domain/auto-deploy.ts';
import type { Finding } from '../domain/finding.ts';
import type { Instant } from '../domain/ids.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort } from './run-tag.ts';

/** Where a deploy of one commit stands at its provider. Where it could not be asked, that is an error and no standing. */
export interface DeployStanding {
  /** `absent`: the commit neither runs nor is on its way. */
  readonly state: 'live' | 'running' | 'failed' | 'absent';
  /** One sentence with what the provider said. */
  readonly say: string;
}

/** What to look for: a deploy of this commit, or the newest that was good before this instant and is not of that commit. */
export type WantedDeploy =
  | { readonly commit: string }
  | { readonly before: Instant; readonly otherThan?: string | null };

/** A deploy that worked and that can be gone back to. */
export interface KnownGood {
  /** The provider's name for it: a deploy, a deployment, a revision, a commit. */
  readonly id: string;
  readonly commit: string;
  readonly at: Instant;
  /** Whether the provider itself recorded that it worked; some only know that it was there. */
  readonly proved: boolean;
}

/** The part of a provider that deploys new commits by itself. */
export interface AutoDeploySwitch {
  read(effort: Effort): Promise<AutoDeploy>;
  /** Off, so that the next push does not undo the rollback. May be asked twice. */
  hold(grant: Grant, effort: Effort): Promise<void>;
  /** Back to what it was. May be asked twice. */
  release(former: AutoDeploy, effort: Effort): Promise<Finding>;
}

/**
 * One place where the code runs. A vendor is one folder and one line in the registry.
 *
 * Whatever cannot be asked throws a RecourseError: `provider-refused` where the vendor says no (token, rights, name),
 * `provider-unreachable` where it gave no answer, and `outcome-unknown` where a request may or may not have been taken.
 */
export interface DeployProvider {
  readonly name: string;
  /** Null where nothing deploys by itself here, as far as this provider can see, or policy leaves it alone and the provider too. */
  readonly autoDeploy: AutoDeploySwitch | null;
  /** Whether it can go to a commit of which it has no deploy yet. */
  readonly mayBuild: boolean;
  /** The commit that runs now; null where the provider cannot say. */
  current(effort: Effort): Promise<string | null>;
  standing(commit: string, effort: Effort): Promise<DeployStanding>;
  lastKnownGood(wanted: WantedDeploy, effort: Effort): Promise<KnownGood | null>;
  /**
   * Goes to the commit and watches until it runs, has failed, or has taken too long. A deploy that is under way is joined
   * and never started a second time.
   */
  deploy(commit: string, grant: Grant, effort: Effort): Promise<readonly Finding[]>;
  /** What `recourse check` reports: the token is accepted, the service is there. Deploys nothing. */
  inspect(effort: Effort): Promise<readonly Omit<Finding, 'check'>[]>;
}
