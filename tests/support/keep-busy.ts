import pg from 'pg';

/** Somebody who writes to another table all the time, so that transactions pass by. */
export function keepBusy(url: string) {
  let going = true;
  const writing = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (going) await client.query('INSERT INTO noise DEFAULT VALUES');
    await client.end();
  })();
  return {
    stop: () => {
      going = false;
      return writing;
    },
  };
}
