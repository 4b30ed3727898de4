import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { RecourseError } from '../../src/domain/errors.ts';

/** Where distributions and macOS put a Chromium or Chrome. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Opens an invisible browser of this machine. Throws `tool-missing` where there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new RecourseError('There is no Chromium on this machine.', {
      code: 'tool-missing',
      hint: 'Install the package "chromium" (Debian, Ubuntu), or Google Chrome.',
    });
  }
  // Chromium's sandbox cannot be used by root; what is opened here is our own page on loopback only.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
