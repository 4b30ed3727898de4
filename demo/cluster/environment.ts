/** The demo's and the tests' only look at the environment: where PostgreSQL's programs may be. */
export function programPlaces(): { pgBin: string | undefined; searchPath: string } {
  // biome-ignore lint/style/noProcessEnv: PG_BIN and PATH come before any recourse.yaml, so src/config.ts is not there yet
  const { PG_BIN: pgBin, PATH: searchPath = '' } = process.env;
  return { pgBin, searchPath };
}

/** What a program that the demo starts is given of our environment: where programs are, and nothing else. */
export function environmentForPrograms(): Record<string, string> {
  // biome-ignore lint/style/noProcessEnv: the demo stands in for the shell that would start the bot
  const { PATH = '', HOME = '', LANG = 'C.UTF-8', PG_BIN } = process.env;
  return { PATH, HOME, LANG, ...(PG_BIN === undefined ? {} : { PG_BIN }) };
}
