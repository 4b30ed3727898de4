import { z } from 'zod';
import { HttpUrl, SecretName } from './measures.ts';

/** B1: the incident has an issue in the service's repository. */
export const GithubPolicy = z.strictObject({
  repository: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'owner/name'),
  /** May read and write the repository's issues, and nothing else. */
  token_env: SecretName,
  /** For GitHub Enterprise: `https://github.example.com/api/v3`. */
  api_url: HttpUrl.default('https://api.github.com'),
});
export type GithubPolicy = z.infer<typeof GithubPolicy>;
