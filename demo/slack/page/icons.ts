import { html, type View } from './html.ts';

const paths = {
  hash: 'M7 3 5.500 17M14 3l-1.500 14M3.500 7.500h14M2.500 12.500h14',
  down: 'm5 8 5 5 5-5',
  close: 'm5 5 10 10M15 5 5 15',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  send: 'M3.500 16.500 17 10 3.500 3.500 5.500 10zM5.500 10H10',
  reply:
    'M17 10c0 3.600-3.100 6-7 6a8 8 0 0 1-3-.5L3.500 16.500l1-2.800A5.700 5.700 0 0 1 3 10c0-3.600 3.100-6 7-6s7 2.400 7 6Z',
  smile: 'M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15ZM7 12c1.500 2 4.500 2 6 0M7.500 8v.5M12.500 8v.5',
  more: 'M10 5v.1M10 10v.1M10 15v.1',
  eye: 'M1.500 10S4.500 4.500 10 4.500 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10ZM10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  lock: 'M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9',
  file: 'M5 2.500h6.500L15 6v11.500H5zM11.500 2.500V6H15',
  play: 'M6 4v12l10-6z',
  home: 'M3 9.500 10 3.500l7 6V17h-4.500v-4.500h-5V17H3z',
} as const;

/** A line drawing in the colour of the text around it; silent for screen readers. */
export function Icon({ name, size = 18 }: { name: keyof typeof paths; size?: number }): View {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 20 20" aria-hidden="true">
    <path d=${paths[name]} />
  </svg>`;
}
