import { fieldOf, isObject } from '../../limit-checks.ts';
import type { SlashCommand } from '../../shapes.ts';
import type { Ack } from '../delivery.ts';
import { deliver } from '../delivery.ts';
import { commandPayload } from '../payloads.ts';
import { postEphemeral, slackbot } from '../posting.ts';
import { giveResponseUrl, respond } from '../response-urls.ts';
import { giveTrigger } from '../triggers.ts';
import type { World } from '../world.ts';
import { type ActResult, actor, timed } from './act.ts';

/** A person sends a slash command from a channel. */
export async function command(
  world: World,
  act: { user: string; channel: string; command: string; text: string },
): Promise<ActResult> {
  const { person, channel } = actor(world, act.user, act.channel);
  const known = world.scene.commands.find((each) => each.command === act.command);
  const tell = (text: string) => postEphemeral(world, { channel: channel.id, ephemeralFor: person.id, text }, slackbot);
  if (known === undefined) {
    tell(
      `\`${act.command}\` is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
    return { outcome: 'not-sent', tookMs: 0 };
  }
  const payload = commandPayload(world, person, channel, {
    command: act.command,
    text: escapeText(world, known, act.text.trim()),
    triggerId: giveTrigger(world, person.id),
    responseUrl: giveResponseUrl(world, person.id, channel.id),
  });
  const { ack, result } = await timed(world, deliver(world, 'slash_commands', payload, act.command));
  if (ack.outcome === 'acked') answer(world, person.id, channel.id, ack.payload);
  else tell(`${act.command} failed with the error "${errorOf(ack)}"`);
  return result;
}

function answer(world: World, user: string, channel: string, payload: unknown): void {
  const speaks = fieldOf(payload, 'text') !== undefined || fieldOf(payload, 'blocks') !== undefined;
  if (isObject(payload) && speaks) respond(world, { user, channel }, payload);
}

function errorOf(ack: Ack): string {
  return ack.outcome === 'timeout' || ack.outcome === 'ack-dropped' ? 'operation_timeout' : 'dispatch_failed';
}

/** Slack escapes the three characters always, and names of people and channels if the command asks for it. */
function escapeText(world: World, known: SlashCommand, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (known.should_escape !== true) return escaped;
  return escaped
    .replaceAll(/&lt;([@#][A-Z0-9]+)(\|[^&]*)?&gt;/g, '<$1$2>')
    .replaceAll(/(^|\s)@([\w.-]+)/g, (whole, space: string, name: string) => {
      const person = world.scene.people.find((each) => each.name === name);
      return person === undefined ? whole : `${space}<@${person.id}|${person.name}>`;
    })
    .replaceAll(/(^|\s)#([\w-]+)/g, (whole, space: string, name: string) => {
      const channel = world.scene.channels.find((each) => each.directWith === undefined && each.name === name);
      return channel === undefined ? whole : `${space}<#${channel.id}|${channel.name}>`;
    });
}
