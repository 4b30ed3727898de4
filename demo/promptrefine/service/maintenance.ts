import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Maintenance mode: while it is on, writes are refused. */
export interface Maintenance {
  isOn(): boolean;
  set(on: boolean): void;
}

/** The mode is kept in a file, written beside and renamed into place, so that a restart in mid-incident does not lift it. */
export function openMaintenance(file: string): Maintenance {
  let on = existsSync(file) && readFileSync(file, 'utf8').includes('"on":true');
  return {
    isOn: () => on,
    set(wanted) {
      writeFileSync(`${file}.new`, `${JSON.stringify({ on: wanted })}\n`);
      renameSync(`${file}.new`, file);
      on = wanted;
    },
  };
}
