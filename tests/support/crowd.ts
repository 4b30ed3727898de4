import pg from 'pg';

/** Clients that connect, ask, hang up and come again; they count answers and remember error codes. */
export function startCrowd(url: string, size: number) {
  let [going, answered] = [true, 0];
  const codes = new Set<string>();
  const one = async () => {
    while (going) {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('SELECT name FROM who_am_i');
        answered += 1;
      } catch (error) {
        codes.add(error instanceof Error && 'code' in error ? String(error.code) : '');
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  };
  const all = Promise.all(Array.from({ length: size }, one));
  return {
    answered: () => answered,
    codes: () => [...codes],
    untilMore: async (than: number) => {
      while (answered <= than + size) await new Promise((resolve) => setImmediate(resolve));
    },
    goHome: () => {
      going = false;
      return all;
    },
  };
}
