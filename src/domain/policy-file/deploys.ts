import { z } from 'zod';
import { CommandLine, Duration, HttpUrl, SecretName } from './measures.ts';

/** Findings, plans and journals call a target by this name. */
const name = z.string().min(1);

/** A provider's own word for a thing: never an option, never a path that leads elsewhere (I7). */
const ProviderId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, 'an id or name as the provider shows it: letters, digits, dots, dashes');

/** How a deploy is watched: it is looked at this often, and is called still running after this long. */
const watched = { ready_within: Duration.default(900_000), look_every: Duration.default(3_000) };

/** One request to a vendor may take so long. */
const request_timeout = Duration.default(10_000);

/**
 * Whether the provider is told to deploy no new commit by itself while a rollback stands. What it was told before is
 * remembered in the journal (P5: the next push must not undo the rollback).
 */
const hold_auto_deploy = z.boolean().default(true);

/**
 * Every target of a service goes back together, unless it names the contract that binds it to the others, as paths of the
 * repository: it stays where none of them differs between what it runs and the commit to go back to (P5).
 */
const contract = z
  .array(z.string().regex(/^[^/:-][^:]*$/, 'a path inside the repository, such as contract/'))
  .min(1)
  .optional();

/** Any program of the team's own. */
const ByCommand = z.strictObject({
  provider: z.literal('command'),
  name,
  contract,
  /** `{commit}` in an argument stands for the commit to go to. */
  deploy: CommandLine,
  /** Prints the running commit on one line. */
  current: CommandLine,
});

/** A service on Render (R3). */
const OnRender = z.strictObject({
  provider: z.literal('render'),
  name,
  contract,
  /** The service's id, as in its address: srv-… */
  service: ProviderId,
  token_env: SecretName,
  api_url: HttpUrl.default('https://api.render.com/v1'),
  hold_auto_deploy,
  request_timeout,
  ...watched,
});

/** A project on Vercel (R4). */
const OnVercel = z.strictObject({
  provider: z.literal('vercel'),
  name,
  contract,
  /** Id (prj_…) or name. */
  project: ProviderId,
  /** team_…; left out for a project of a person's own. */
  team: ProviderId.optional(),
  /** The production domain: the deployment that it is assigned to is the one that runs. */
  domain: ProviderId,
  token_env: SecretName,
  api_url: HttpUrl.default('https://api.vercel.com'),
  hold_auto_deploy,
  request_timeout,
  ...watched,
});

/** Services of a docker-compose file in a checkout on this machine (S2). */
const ByDockerCompose = z.strictObject({
  provider: z.literal('docker-compose'),
  name,
  contract,
  /** The checkout that holds the compose file. Relative to `repository.path`, or where there is none to the folder of recourse.yaml. */
  directory: z.string().min(1),
  /** Stopped, built and started; all of them have to run, and be healthy where they say so. */
  services: z.array(ProviderId).min(1),
  program: z
    .array(z.string().min(1))
    .min(1)
    .default(['docker', 'compose'])
    .describe('program and first arguments: [docker, compose] or [docker-compose]'),
  /** Stop, checkout and build each may take so long. */
  step_timeout: Duration.default(600_000),
  /** Environment variables handed on by name, such as DOCKER_HOST. */
  env: z.array(SecretName).default([]),
  ...watched,
});

/** A Deployment on a Kubernetes cluster. */
const OnKubernetes = z.strictObject({
  provider: z.literal('kubernetes'),
  name,
  contract,
  deployment: ProviderId,
  namespace: ProviderId,
  /** A context of the kubeconfig; never the one that happens to be current. */
  context: z.string().regex(/^[^-\s]\S*$/, 'the name of a context, as `kubectl config get-contexts` shows it'),
  /** Whose image tag is the commit; default: the only container. */
  container: ProviderId.optional(),
  /** An annotation of the pod template that holds the commit, where the image's tag does not. */
  commit_annotation: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'an annotation such as example.com/commit')
    .optional(),
  kubeconfig: z.string().min(1).optional(),
  request_timeout,
  /** Environment variables handed on by name, for the program that logs kubectl in. */
  env: z.array(SecretName).default([]),
  ...watched,
});

/** Where the code runs and how it goes back (G8, R3, R4, S2). In the order in which it goes back. */
export const DeployTarget = z.discriminatedUnion('provider', [
  ByCommand,
  OnRender,
  OnVercel,
  ByDockerCompose,
  OnKubernetes,
]);
export type DeployTarget = z.infer<typeof DeployTarget>;
export type TargetOf<Provider extends DeployTarget['provider']> = Extract<DeployTarget, { provider: Provider }>;
