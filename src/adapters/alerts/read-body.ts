import type { IncomingMessage } from 'node:http';

/** A group of two hundred alerts with long annotations is half of this, in bytes. */
export const BODY_MAX = 1_000_000;

/** The whole body as it came, or null where it is larger than `BODY_MAX`. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_MAX) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  // Not destroyed with the loop: the sender is still to be told why.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer;
    size += bytes.length;
    if (size > BODY_MAX) return null;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
