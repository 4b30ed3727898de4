import type { Cluster } from '../cluster/start-cluster.ts';
import type { PanelStatus } from '../slack/shapes.ts';

/** Who an example is, for people and for Recourse. */
export interface ExampleFacts {
  /** Folder under demo/, `--service`, and name in recourse.yaml. */
  readonly name: string;
  readonly title: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Who decides first by this team's policy: the panel leads there, and stories approve as this person. */
  readonly decider: { readonly id: string; readonly role: string };
}

/** One example under demo/: all that a world needs of it. A new one is a folder and a line in demo/stories/registry.ts. */
export interface ExampleService<Service extends RunningService = RunningService> extends ExampleFacts {
  /** Starts database, service and traffic; what it starts ends with our process. Throws what kept it from starting. */
  start(wishes: ExampleWishes): Promise<Service>;
  /** This service's part of recourse.yaml. */
  policy(service: Service, given: PolicyGiven): object;
  /** The secrets that the policy names, and whatever else the bot's environment must have for this service. */
  environment(service: Service): Record<string, string>;
}

export interface ExampleWishes {
  readonly cluster: Cluster;
  /** Folder of its own, which need not be there yet. */
  readonly dir: string;
  /** Size factor of the database; 1 is what the example calls its full size. */
  readonly rows?: number;
  /** Requests per second of the traffic. */
  readonly rate?: number;
  /** Starts before the example's last release instead of after it, where the example knows of one. */
  readonly unreleased?: boolean;
  readonly say?: (line: string) => void;
}

export interface PolicyGiven {
  /** The program that runs the example's own commands. */
  readonly node: string;
  /** Folder that the backups go to. */
  readonly backups: string;
}

/** A running example, as worlds, panels and stories see it; each example knows more of itself. */
export interface RunningService {
  /** The connection string that Recourse is given. */
  readonly ownerUrl: string;
  /** What can be made to go wrong; the first is what the panel offers unless the story names another. */
  readonly mishaps: readonly Mishap[];
  /** How it does at this moment. A service that does not answer is a state, not an error. */
  look(): Promise<ServiceLook>;
  stop(): Promise<void>;
}

/** Something that goes wrong with an example, as the panel offers it. */
export interface Mishap {
  /** How a story names it. */
  readonly name: string;
  /** Of the panel's button and step. */
  readonly label: string;
  readonly description: string;
  /** What the panel says to do, in a sentence or two. */
  readonly how: string;
  /** What the panel says otherwise than of a restore: while the plan is prepared, at the vote, and when it is over. */
  readonly told?: { readonly prepare?: string; readonly decide?: string; readonly over?: string };
  /** Resolves when the harm is done. */
  run(): Promise<unknown>;
}

export interface ServiceLook {
  /** It answers as it should. */
  readonly sound: boolean;
  /** Code that must not stay runs. */
  readonly onBadCommit: boolean;
  /** Lines of the panel. */
  readonly lines: readonly PanelStatus[];
}
