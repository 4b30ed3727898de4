import { html, type View } from '../html.ts';
import { Text } from '../mrkdwn-view.ts';
import type { DrawnBlock, ImageSource } from './block-shapes.ts';

/** Where an image is fetched from: an address, or a file that was uploaded to this workspace. */
function sourceOf({ image_url, slack_file }: ImageSource): string {
  if (image_url !== undefined) return image_url;
  return slack_file?.id === undefined ? (slack_file?.url ?? '') : `/files/${slack_file.id}`;
}

/** A small image in a context or beside a section. */
export function SmallImage({ image, size }: { image: ImageSource; size: 'inline' | 'thumbnail' }): View {
  return html`<img class=${`image-${size}`} src=${sourceOf(image)} alt=${image.alt_text ?? ''} />`;
}

/** An image of its own, with its title. */
export function ImageBlock({ block }: { block: DrawnBlock }): View {
  return html`<figure class="image">
    ${block.title === undefined ? null : html`<figcaption><${Text} of=${block.title} /></figcaption>`}
    <img src=${sourceOf(block)} alt=${block.alt_text ?? ''} />
  </figure>`;
}
