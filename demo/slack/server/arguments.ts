import type { IncomingMessage } from 'node:http';
import { isObject } from '../limit-checks.ts';
import { refuseMistakes, SlackRefusal } from './refusal.ts';

/** The arguments of one Web API call, whatever way they were sent. */
export type Args = Readonly<Record<string, unknown>>;

const largestBody = 20 * 1024 * 1024;

/** Reads a request's whole body. Throws when it is larger than 20 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > largestBody) throw new SlackRefusal('request_too_large');
  }
  return Buffer.concat(parts);
}

/** Parses JSON, form and query arguments, as web-api and curl send them. */
export function parseArguments(request: IncomingMessage, body: Buffer): Args {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://local').searchParams);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return { ...query, ...parseObject(body.toString()) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) };
}

function parseObject(body: string): Record<string, unknown> {
  const value = parseJson(body);
  if (value === undefined) throw new SlackRefusal('invalid_json');
  if (!isObject(value)) throw new SlackRefusal('json_not_object');
  return value;
}

/** The value that some JSON text stands for, or undefined when it is no JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A text argument, or undefined when it is missing or empty. */
export function optionalText(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return String(value);
}

/** A text argument; Slack's `invalid_arguments` when it is missing. */
export function text(args: Args, name: string): string {
  const value = optionalText(args, name);
  if (value === undefined) throw refuseMistakes('invalid_arguments', [`missing required field: ${name}`]);
  return value;
}

/** A yes-or-no argument: true, `true` and `1` are yes. */
export function flag(args: Args, name: string): boolean {
  return ['true', '1'].includes(String(args[name] ?? ''));
}

/** A JSON argument (object or list), sent as JSON or as text in a form; undefined when missing. */
export function json(args: Args, name: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  const parsed = parseJson(value);
  if (parsed === undefined) throw refuseMistakes('invalid_arguments', [`invalid JSON in ${name}`]);
  return parsed;
}

/** One page of a list by Slack's `limit` and `cursor`, and the cursor of the next page (empty at the end). */
export function pageOf<T>(args: Args, all: readonly T[]): { page: T[]; nextCursor: string } {
  const limit = Math.max(1, Math.min(1000, Number(optionalText(args, 'limit') ?? 100) || 100));
  const start = Number(Buffer.from(optionalText(args, 'cursor') ?? '', 'base64').toString() || 0);
  if (!Number.isInteger(start)) throw new SlackRefusal('invalid_cursor');
  const end = start + limit;
  return {
    page: all.slice(start, end),
    nextCursor: end < all.length ? Buffer.from(String(end)).toString('base64') : '',
  };
}
