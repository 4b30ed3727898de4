import { type Args, json, optionalText, text } from '../arguments.ts';
import { channelOf } from '../lookup.ts';
import { refuseMistakes, SlackRefusal } from '../refusal.ts';
import { newId, type World } from '../world.ts';
import type { Methods } from './method.ts';

/** A document of the app's, and the channels that may read it. */
export interface Canvas {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  readonly channels: Set<string>;
}

const longestMarkdown = 1_048_576;

function create(world: World, args: Args): object {
  // What a free plan may have is a tab of a channel, and this server has no tabs.
  if (world.plan === 'free') throw new SlackRefusal('free_teams_cannot_create_non_tabbed_canvases');
  const content = json(args, 'document_content') as { type?: unknown; markdown?: unknown } | undefined;
  const markdown = content?.markdown ?? '';
  if (typeof markdown !== 'string' || (content !== undefined && content.type !== 'markdown'))
    throw refuseMistakes('invalid_arguments', ['must be markdown [json-pointer:/document_content/type]']);
  if (markdown.length > longestMarkdown) throw new SlackRefusal('canvas_creation_failed');
  const fault = unsupported(markdown);
  if (fault !== null) throw new SlackRefusal('canvas_creation_failed', { detail: fault });
  const canvas: Canvas = { id: newId('F'), title: optionalText(args, 'title') ?? '', markdown, channels: new Set() };
  world.canvases.set(canvas.id, canvas);
  return { canvas_id: canvas.id };
}

/** What Slack's documentation shows as refused: lists within a quote; headings have three depths. */
function unsupported(markdown: string): string | null {
  let fenced = false;
  for (const [at, line] of markdown.split('\n').entries()) {
    if (/^`{3,}/.test(line)) fenced = !fenced;
    if (fenced) continue;
    if (/^>\s*([-*+]|\d+[.)])\s/.test(line))
      return `'content' error: line ${at + 1}: Unsupported block type (List) within block quote`;
    if (/^#{4,6}\s/.test(line)) return `'content' error: line ${at + 1}: Unsupported heading depth`;
  }
  return null;
}

function canvasOf(world: World, args: Args): Canvas {
  const canvas = world.canvases.get(text(args, 'canvas_id'));
  if (canvas === undefined) throw new SlackRefusal('canvas_not_found');
  return canvas;
}

function setAccess(world: World, args: Args): object {
  if (world.plan === 'free') throw new SlackRefusal('canvas_disabled_user_team');
  const canvas = canvasOf(world, args);
  const [channels, users] = [json(args, 'channel_ids'), json(args, 'user_ids')];
  if (!Array.isArray(channels) || users !== undefined) throw new SlackRefusal('invalid_parameters');
  for (const id of channels.map(String)) {
    const channel = channelOf(world, id);
    if (channel.directWith !== undefined || !channel.members.includes(world.scene.app.botUserId))
      throw new SlackRefusal('channel_not_found');
    canvas.channels.add(channel.id);
  }
  return {};
}

/** Documents. Nobody sees one before a channel was given access to it. */
export const canvasMethods: Methods = {
  'canvases.create': { scope: 'canvases:write', perMinute: 20, run: create },
  'canvases.delete': {
    scope: 'canvases:write',
    perMinute: 50,
    run: (world, args) => {
      world.canvases.delete(canvasOf(world, args).id);
      return {};
    },
  },
  'canvases.access.set': { scope: 'canvases:write', perMinute: 50, run: setAccess },
};
