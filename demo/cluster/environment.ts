/** The demo's and the tests' only look at the environment: where PostgreSQL's programs may be. */
export function programPlaces(): { pgBin: string | undefined; searchPath: string } {
  // biome-ignore lint/style/noProcessEnv: PG_BIN and PATH come before any recourse.yaml, so src/config.ts is not there yet
  const { PG_BIN: pgBin, PATH: searchPath = '' } = process.env;
  return { pgBin, searchPath };
}
