import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { parseArguments, readBody } from './arguments.ts';
import { answerControl } from './control.ts';
import { answerFile } from './page-files.ts';
import { SlackRefusal } from './refusal.ts';
import { useResponseUrl } from './response-urls.ts';
import { acceptSocket } from './socket-mode.ts';
import { openStream } from './stream.ts';
import { mimetypeOf, uploadedBytes } from './uploads.ts';
import { answerCall } from './web-api/call.ts';
import type { World } from './world.ts';

/** Listens on loopback (`port` 0 takes a free one) and serves the world. Resolves with the way to close it. */
export async function listen(world: World, port: number): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    route(world, request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The local Slack has a fault of its own: ${error.stack}`);
    });
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => upgrade(world, upgrades, request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  world.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return () => shut(world, server, upgrades);
}

async function shut(world: World, server: Server, upgrades: WebSocketServer): Promise<void> {
  for (const timer of world.timers) clearTimeout(timer);
  for (const { ping } of world.sockets) clearInterval(ping);
  for (const client of upgrades.clients) client.terminate();
  upgrades.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** What is Slack's and suffers from its outages, as opposed to the page and the controls. */
const slackPaths = ['/api/', '/upload/', '/response/', '/link/'];

async function route(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  const [, place = '', ...rest] = pathname.split('/');
  const name = rest.join('/');
  if (!isLocal(request)) return void response.writeHead(403).end('Only this machine may ask.');
  if (slackPaths.some((path) => pathname.startsWith(path)) && isOut(world, request, response)) return;
  switch (place) {
    case 'api':
      return answerCall(world, name, request, response);
    case 'upload':
      return receiveUpload(world, name, request, response);
    case 'response':
      return answerResponseUrl(world, name, request, response);
    case 'files':
      return sendFile(world, name, request, response);
    case 'docs':
      return sendCanvas(world, rest.at(-1) ?? '', response);
    case 'control':
      return answerControl(world, name, request, response);
    default:
      return answerFile(pathname, response);
  }
}

/** Pages of other sites must not reach this server through the person's browser. */
function isLocal(request: IncomingMessage): boolean {
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
  const { host = '', origin } = request.headers;
  return local.test(host) && (origin === undefined || origin === `http://${host}`);
}

function isOut(world: World, request: IncomingMessage, response: ServerResponse): boolean {
  if (world.faults.outage === 'none') return false;
  if (world.faults.outage === 'refused') request.socket.destroy();
  else response.writeHead(503, { 'content-type': 'text/plain' }).end('Service Unavailable');
  return true;
}

function upgrade(
  world: World,
  upgrades: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const forBot = pathname === '/link/' && world.faults.outage === 'none';
  const ticket = searchParams.get('ticket') ?? '';
  const welcome = isLocal(request) && (forBot ? world.tickets.delete(ticket) : pathname === '/control/stream');
  if (!welcome) return void (socket as Socket).destroy();
  upgrades.handleUpgrade(request, socket, head, (opened) => {
    if (forBot) acceptSocket(world, opened);
    else openStream(world, opened, searchParams.get('user'));
  });
}

async function receiveUpload(world: World, id: string, request: IncomingMessage, response: ServerResponse) {
  const file = world.files.get(id);
  if (file === undefined) return void response.writeHead(404).end('file_not_found');
  file.bytes = await uploadedBytes(await readBody(request), request.headers['content-type'] ?? '');
  response.writeHead(200).end(`OK - ${file.bytes.length}`);
}

async function answerResponseUrl(world: World, key: string, request: IncomingMessage, response: ServerResponse) {
  try {
    useResponseUrl(world, key, parseArguments(request, await readBody(request)));
    response.writeHead(200).end('ok');
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const gone = error.code === 'used_url' || error.code === 'expired_url';
    response.writeHead(gone ? 404 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, error: error.code, ...error.details }));
  }
}

/** A canvas as its Markdown, once a channel may read it. */
function sendCanvas(world: World, id: string, response: ServerResponse): void {
  const canvas = world.canvases.get(id);
  if (canvas === undefined || canvas.channels.size === 0) return void response.writeHead(404).end('canvas_not_found');
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(canvas.markdown);
}

/** Slack wants the bot's token here; the page of this server is let in without one. */
function sendFile(world: World, name: string, request: IncomingMessage, response: ServerResponse): void {
  const file = world.files.get(name.split('/')[0] ?? '');
  const bearer = request.headers.authorization === `Bearer ${world.credentials.botToken}`;
  const fromPage = request.headers['sec-fetch-site'] === 'same-origin';
  if (file?.bytes === undefined || !(bearer || fromPage)) return void response.writeHead(404).end('file_not_found');
  response.writeHead(200, { 'content-type': mimetypeOf(file.name), 'content-security-policy': "default-src 'none'" });
  response.end(file.bytes);
}
