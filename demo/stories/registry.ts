import { restoreStory } from './restore.ts';
import type { Story } from './story.ts';

/** Every story that `--auto` can play, by example service. A new one is a file and a line here. */
export const stories: Readonly<Record<string, readonly Story[]>> = {
  promptrefine: [restoreStory],
};
