// Clients in a process of their own, so that their work is not counted as ours. Answers each message with its counts.
import { startCrowd } from '../tests/support/crowd.ts';

const [url = '', size = '1', sql = '', pauseMs = '0'] = process.argv.slice(2);
const crowd = startCrowd(url, Number(size), sql, Number(pauseMs));

process.on('message', async (word) => {
  if (word === 'answered-more') await crowd.untilMore(crowd.answered());
  if (word === 'go-home') await crowd.goHome();
  process.send?.({ answered: crowd.answered(), failed: crowd.failed() });
  if (word === 'go-home') process.disconnect();
});
