import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

const sessionMs = 12 * 3_600_000;
const scryptCost = { N: 1024, r: 8, p: 1 }; // small on purpose: a demo logs in thousands of times

/** `scrypt$salt$hash`, both hexadecimal. */
export function hashPassword(password: string, salt = randomBytes(16)): string {
  return `scrypt$${salt.toString('hex')}$${scryptSync(password, salt, 32, scryptCost).toString('hex')}`;
}

export function passwordMatches(password: string, stored: string): boolean {
  const [scheme, salt = ''] = stored.split('$');
  return scheme === 'scrypt' && sameText(hashPassword(password, Buffer.from(salt, 'hex')), stored);
}

/** A session needs no table: the token is the user and its end, signed. */
export function openSession(secret: string, userId: number, now: number): string {
  const claim = `${userId}.${now + sessionMs}`;
  return `${claim}.${sign(secret, claim)}`;
}

/** The user of a token, or undefined when it is forged or over. */
export function userOfSession(secret: string, token: string, now: number): number | undefined {
  const [user = '', until = '', signature = ''] = token.split('.');
  const genuine = sameText(signature, sign(secret, `${user}.${until}`));
  return genuine && Number(until) > now ? Number(user) : undefined;
}

/** Compares secrets without telling by the time taken where they differ. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function sign(secret: string, claim: string): string {
  return createHmac('sha256', secret).update(claim).digest('base64url');
}
