import { z } from 'zod';
import { SecretName } from './measures.ts';

/** P9: where monitoring may send alerts. Off unless it stands in the file. */
export const AlertPolicy = z.strictObject({
  /** Loopback unless somebody says otherwise: TLS is the business of a proxy in front of it. */
  listen: z
    .string()
    .regex(/^([0-9.]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$/, 'an address and a port such as 127.0.0.1:8788')
    .refine((text) => Number(text.split(':').at(-1)) <= 65_535, 'a port from 0 to 65535')
    .default('127.0.0.1:8788'),
  /** Signs what Grafana and our own form send; Alertmanager, which cannot sign, shows it as a bearer token. */
  secret_env: SecretName,
});
export type AlertPolicy = z.infer<typeof AlertPolicy>;
