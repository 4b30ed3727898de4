import type { SharedFile } from '../shapes.ts';
import { html, type View } from './html.ts';
import { Icon } from './icons.ts';

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The files of a message: images are shown, others are cards that open them. */
export function Files({ files }: { files: readonly SharedFile[] }): View {
  return html`<div class="files">
    ${files.map((file) => {
      const address = `/files/${file.id}/${encodeURIComponent(file.name)}`;
      if (file.mimetype.startsWith('image/'))
        return html`<img class="file-image" src=${address} alt=${file.alt_txt ?? file.title} />`;
      return html`<a class="file" href=${address} target="_blank">
        <span class="file-mark"><${Icon} name="file" size=${22} /></span>
        <span class="file-name"><strong>${file.title}</strong><small>${file.name} · ${sizeOf(file.size)}</small></span>
      </a>`;
    })}
  </div>`;
}
