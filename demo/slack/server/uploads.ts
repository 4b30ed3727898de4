import type { SharedFile } from '../shapes.ts';
import type { World } from './world.ts';

/** A file that the bot has announced, and its bytes once they have arrived. */
export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  /** Bytes, as announced. */
  readonly length: number;
  title: string;
  readonly alt: string;
  bytes: Buffer | undefined;
}

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  sql: 'text/plain',
  svg: 'image/svg+xml',
  txt: 'text/plain',
};

/** The media type that a file's name suggests. */
export function mimetypeOf(name: string): string {
  return types[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** A file as it stands in a message. */
export function sharedFile(world: World, file: UploadedFile): SharedFile {
  const address = `${world.baseUrl}/files/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    ...(file.alt === '' ? {} : { alt_txt: file.alt }),
    mimetype: mimetypeOf(file.name),
    size: file.bytes?.length ?? 0,
    url_private: address,
    url_private_download: address,
    permalink: address,
  };
}

/** The uploaded bytes of a request: the one part of a multipart body (as web-api sends it), or the raw body. */
export async function uploadedBytes(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  for (const part of form.values()) {
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  }
  return Buffer.alloc(0);
}
