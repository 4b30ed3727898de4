// A stand-in for `docker compose`: stop, build, up --detach and ps --all --format json, as
// https://docs.docker.com/reference/cli/docker/compose/ documents them. What a service "runs" is the commit that was checked
// out in the folder when its image was built. node docker.ts <state> compose <command> …
import { execFileSync } from 'node:child_process';
import { argv, exit, stderr, stdout } from 'node:process';
import { type DockerService, type DockerState, readDockerState, writeDockerState } from './docker-state.ts';

const [, , file = '', ...args] = argv;

function run(words: readonly string[]): number {
  const state = readDockerState(file);
  const seen = { ...state, calls: [...state.calls, words.join(' ')] };
  if (words[0] !== 'compose') return refuse(`docker: '${words[0]}' is not a docker command.`);
  if (state.daemonIsAway)
    return refuse('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
  const [, command = '', ...rest] = words;
  const services = rest.filter((word) => !word.startsWith('-') && word !== 'json');
  const unknown = services.find((service) => state.services[service] === undefined);
  if (unknown !== undefined) return refuse(`no such service: ${unknown}`);
  const move = moves[command];
  return move === undefined ? refuse(`unknown docker command: "compose ${command}"`) : move(seen, services);
}

type Move = (state: DockerState, services: readonly string[]) => number;

const moves: Readonly<Record<string, Move>> = {
  stop: (state, services) => changed(state, services, (service) => ({ ...service, state: 'exited', running: null })),
  build(state, services) {
    if (state.buildFails !== null) {
      writeDockerState(file, state);
      return refuse(state.buildFails, 17);
    }
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    return changed(state, services, (service) => ({ ...service, built: commit }));
  },
  up: (state, services) =>
    changed(state, services, (service) => ({ ...service, state: 'running', running: service.built, looks: 0 })),
  ps(state, services) {
    const shown = Object.keys(state.services).filter((name) => services.length === 0 || services.includes(name));
    const rows = shown.map((name) => row(name, state));
    stdout.write(state.listsAsArray ? JSON.stringify(rows) : rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
    return changed(state, shown, (service) => ({ ...service, looks: service.looks + 1 }));
  },
};

function row(name: string, { services, startingLooks, health }: DockerState): Record<string, unknown> {
  const { state, looks } = services[name] as DockerService;
  const shown = health !== '' && looks < startingLooks ? 'starting' : health;
  return {
    ID: name,
    Name: `twin-${name}-1`,
    Project: 'twin',
    Service: name,
    State: state,
    Health: state === 'running' ? shown : '',
    ExitCode: 0,
  };
}

function changed(
  state: DockerState,
  names: readonly string[],
  change: (service: DockerService) => DockerService,
): number {
  const services = Object.fromEntries(
    Object.entries(state.services).map(([name, service]) => [name, names.includes(name) ? change(service) : service]),
  );
  writeDockerState(file, { ...state, services });
  return 0;
}

function refuse(say: string, code = 1): number {
  stderr.write(`${say}\n`);
  return code;
}

exit(run(args));
