import { type Args, json, optionalText, text } from '../arguments.ts';
import { channelOfBot } from '../lookup.ts';
import { fromBot, post } from '../posting.ts';
import { SlackRefusal } from '../refusal.ts';
import { sharedFile, type UploadedFile } from '../uploads.ts';
import { later, newId, type World } from '../world.ts';
import type { Methods } from './method.ts';

/** Slack shares completed uploads a moment after it has answered; so does this server. In ms. */
const sharingDelayMs = 50;

function announce(world: World, args: Args): object {
  const length = Number(text(args, 'length'));
  if (!Number.isInteger(length) || length < 1) throw new SlackRefusal('invalid_arguments');
  const file: UploadedFile = {
    id: newId('F'),
    name: text(args, 'filename'),
    length,
    title: '',
    alt: altText(args),
    bytes: undefined,
  };
  world.files.set(file.id, file);
  return { upload_url: `${world.baseUrl}/upload/${file.id}`, file_id: file.id };
}

/** What a screen reader says of a picture; Slack refuses more than 1,000 characters. */
function altText(args: Args): string {
  const alt = optionalText(args, 'alt_txt') ?? '';
  if (alt.length > 1_000) throw new SlackRefusal('alt_txt_too_large');
  return alt;
}

function complete(world: World, args: Args): object {
  const named = json(args, 'files');
  if (!Array.isArray(named) || named.length === 0) throw new SlackRefusal('invalid_arguments');
  const files = named.map((each: { id?: unknown; title?: unknown }) => {
    const file = world.files.get(String(each.id));
    if (file?.bytes === undefined) throw new SlackRefusal('file_not_found');
    file.title = typeof each.title === 'string' ? each.title : file.name;
    return file;
  });
  const place = optionalText(args, 'channel_id');
  if (place !== undefined) share(world, channelOfBot(world, place).id, files, args);
  return { files: files.map((file) => ({ id: file.id, title: file.title })) };
}

function share(world: World, channel: string, files: readonly UploadedFile[], args: Args): void {
  const thread = optionalText(args, 'thread_ts');
  later(world, sharingDelayMs, () =>
    post(world, {
      subtype: 'file_share',
      channel,
      ...fromBot(world),
      text: optionalText(args, 'initial_comment') ?? '',
      files: files.map((file) => sharedFile(world, file)),
      ...(thread === undefined ? {} : { thread_ts: thread }),
    }),
  );
}

/** Uploads in three calls: announce, send the bytes to the upload URL, complete. */
export const fileMethods: Methods = {
  'files.getUploadURLExternal': { scope: 'files:write', perMinute: 100, run: announce },
  'files.completeUploadExternal': { scope: 'files:write', perMinute: 100, run: complete },
};
