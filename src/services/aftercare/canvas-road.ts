import type { Canvases } from '../../ports/canvases.ts';
import type { Road } from '../../ports/roads.ts';
import { type PostmortemRoadNeeds, trying } from './postmortem-road.ts';

/**
 * Makes the post-mortem a Slack canvas (P10, G12). Slack has no way to look for a canvas, so one that was cut off in the
 * middle asks a person; people hear of a canvas only by the journal's own message, so none is shown twice.
 */
export function canvasRoad(
  needs: Pick<PostmortemRoadNeeds, 'house' | 'write'> & { readonly canvases: Canvases },
): Road {
  return {
    mayBeFound: false,
    find: async () => ({ kind: 'cannot-tell', why: 'Slack cannot be asked which canvases there are.' }),
    send: ({ incident, service }) =>
      trying(async () => {
        const markdown = await needs.write(incident, service, await needs.house.journal.entries(incident.id));
        const title = `Post-mortem of ${incident.id}`;
        const where = await needs.canvases.create({ channel: service.channel, title, markdown });
        return { kind: 'arrived', where };
      }),
  };
}
