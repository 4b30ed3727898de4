import { z } from 'zod';
import { CommandLine, SecretName } from './measures.ts';

/** A mail address as people write it, without a display name. */
const Address = z.email('a mail address such as status@example.com');

/** S10: users are told by mail what happened. */
export const MailPolicy = z
  .strictObject({
    /** `smtps://user:password@mail.example.com:465`, or `smtp://…:587`, which is refused without STARTTLS but on loopback. */
    smtp_url_env: SecretName,
    /** An authority that the system does not know, as a PEM file. */
    ca_file: z.string().min(1).optional(),
    from: Address,
    /** The users, one by one; nobody of them sees the others. */
    to: z.array(Address).min(1).optional(),
    /** Prints one address per line, for lists that are kept elsewhere. */
    to_command: CommandLine.optional(),
  })
  .refine(({ to, to_command }) => (to === undefined) !== (to_command === undefined), {
    message: 'either to: [addresses], or to_command: a command that prints them',
  });
export type MailPolicy = z.infer<typeof MailPolicy>;
