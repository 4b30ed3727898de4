import { openStore } from '../../../src/adapters/store/open-store.ts';
import { IncidentId } from '../../../src/domain/ids.ts';
import { headOf, note } from './fixtures.ts';

// Appends for ever and says each entry's number once it was acknowledged. Ends by being killed.
const store = await openStore(JSON.parse(process.argv[2] ?? ''));
const id = IncidentId.parse(process.argv[3]);
let head = await headOf(store, id);
for (;;) {
  const result = await store.entries.append(id, head, [note('first'), note('second')], {});
  if (result.kind !== 'appended') throw new Error(result.kind);
  head = result.entries.at(-1) ?? head;
  process.stdout.write(`${head.n}\n`);
}
