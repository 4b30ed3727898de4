// A conductor that changes production by a script, and stands still for ever when it has said a certain thing.
import { writeSync } from 'node:fs';
import { oneTimeScripts } from './script-scene.ts';
import { approve, effortOf } from './target.ts';

export interface ScriptErrand {
  readonly url: string;
  readonly database: string;
  readonly programs: string;
  readonly run: string;
  readonly script: string;
  readonly stopAt: string;
}

const errand = JSON.parse(process.argv[2] ?? '{}') as ScriptErrand;
const stand = new Int32Array(new SharedArrayBuffer(4));
const effort = effortOf(errand.run, 1, {
  heard: (say) => {
    writeSync(1, `${say}\n`);
    if (say === errand.stopAt) Atomics.wait(stand, 0, 0);
  },
});
const port = await oneTimeScripts(errand.url, errand.programs);
await port.apply({ id: 'mend', database: errand.database, script: errand.script }, approve(errand.run), effort);
effort.progress('ended');
