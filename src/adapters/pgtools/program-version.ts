/** A PostgreSQL program's release: 15.18 is major 15, minor 18. */
export interface ProgramVersion {
  readonly major: number;
  readonly minor: number;
}

/** First minor release of each major in which a crafted archive no longer runs code in pg_restore (CVE-2026-116314). */
const archiveFixMinor: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 7 };
const oldestFixedMajor = 15;

/**
 * Reads what `pg_dump --version` prints, e.g. `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
 * A beta or release candidate (`19beta1`) counts as minor 0. Undefined when the line is not PostgreSQL's.
 */
export function parseVersion(line: string): ProgramVersion | undefined {
  const match = /\(PostgreSQL\) (\d+)(?:\.(\d+))?/.exec(line);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2] ?? 0) };
}

/** `15.18` */
export function formatVersion(version: ProgramVersion): string {
  return `${version.major}.${version.minor}`;
}

/** The warning for programs that a crafted archive can take over, or undefined where the fix is in. */
export function warnOfOldPrograms(version: ProgramVersion): string | undefined {
  const fixedIn = archiveFixMinor[version.major];
  if (fixedIn !== undefined && version.minor < fixedIn) {
    return `PostgreSQL programs ${formatVersion(version)} are older than ${version.major}.${fixedIn}: a crafted archive can run code in pg_restore (CVE-2026-116314). Upgrade them to ${version.major}.${fixedIn} or newer.`;
  }
  if (version.major < oldestFixedMajor) {
    return `PostgreSQL programs ${formatVersion(version)} get no fix for CVE-2026-116314 (a crafted archive can run code in pg_restore). Install PostgreSQL ${oldestFixedMajor} or newer.`;
  }
  return undefined;
}
