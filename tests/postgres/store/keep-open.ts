import { openStore } from '../../../src/adapters/store/open-store.ts';

await openStore(JSON.parse(process.argv[2] ?? ''));
process.stdout.write('open\n');
setInterval(() => undefined, 60_000);
