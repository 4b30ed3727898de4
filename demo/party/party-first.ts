import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServiceConfig } from './service-config.ts';

/** While this file is there, lists show what an entry itself says, and resolve no party (P2 C). */
const fileOf = ({ checkout }: ServiceConfig) => join(dirname(checkout), 'party-first.off');

export function isPartyFirst(config: ServiceConfig): boolean {
  return !existsSync(fileOf(config));
}

export function setPartyFirst(config: ServiceConfig, on: boolean): void {
  if (on) rmSync(fileOf(config), { force: true });
  else writeFileSync(fileOf(config), '');
}
