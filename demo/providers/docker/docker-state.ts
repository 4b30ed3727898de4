import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the stand-in for docker remembers of one project between two calls. */
export interface DockerState {
  readonly services: Readonly<Record<string, DockerService>>;
  /** What the next `build` dies of; null where builds succeed. */
  readonly buildFails: string | null;
  /** Whether the daemon cannot be reached. */
  readonly daemonIsAway: boolean;
  /** Whether lists are one array, as before Compose 2.21, or one object a line. */
  readonly listsAsArray: boolean;
  /** So many looks at a container that has come up find it `starting`. */
  readonly startingLooks: number;
  /** A container that comes up ends in this health. */
  readonly health: 'healthy' | 'unhealthy' | '';
  readonly calls: readonly string[];
}

export interface DockerService {
  readonly state: 'running' | 'exited';
  /** The commit in the image, and the one that runs. */
  readonly built: string;
  readonly running: string | null;
  readonly looks: number;
}

export function readDockerState(file: string): DockerState {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeDockerState(file: string, state: DockerState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** A project whose services all run this commit. */
export function startedProject(services: readonly string[], commit: string): DockerState {
  const running: DockerService = { state: 'running', built: commit, running: commit, looks: 1 };
  return {
    services: Object.fromEntries(services.map((service) => [service, running])),
    buildFails: null,
    daemonIsAway: false,
    listsAsArray: false,
    startingLooks: 1,
    health: 'healthy',
    calls: [],
  };
}
