import { copyBackSentences } from '../../../blocks/words/copy-back.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import { systemClock } from '../../compose/system-clock.ts';
import { type CopyBackChoice, type CopyBackDirection, rowsToCopy } from '../../domain/copy-back.ts';
import { readCopyBackWords } from '../../domain/copy-back-words.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { planTag } from '../../services/backups/plan-tag.ts';
import { openService } from '../backup/service-ports.ts';
import { besideStore, loadSetup } from '../configuration.ts';
import { interruption } from '../interruption.ts';
import type { ExitCode, Terminal } from '../terminal.ts';
import { withSource } from './copy-source.ts';

export interface PlanOptions {
  readonly from: string;
  readonly table?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly by?: string;
  readonly changed: boolean;
  readonly format: 'text' | 'json';
}

/** The dry run alone. Its keys are kept nowhere: what goes to a vote is counted anew. */
export async function planInTerminal(name: string, options: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const { report, timeZone } = await besideStore(loadSetup().settings, async (store) => {
    const { service, ports } = await openService(name, store?.identity);
    const effort: Effort = {
      tag: planTag(service.name, systemClock, store?.identity),
      signal: interruption(),
      progress: (say) => terminal.err(say),
    };
    const planned = await withSource(ports, options.from, effort, async ({ from, direction }) => {
      const choice = choiceOf(options, direction, service.time_zone);
      return ports.copyBack.plan({ id: null, from, into: await ports.evidence.production(), choice }, effort);
    });
    return { report: planned, timeZone: service.time_zone };
  });
  if (options.format === 'json') terminal.out(JSON.stringify(report));
  else {
    const reader = { names: new Map(), timeZone };
    for (const phrase of copyBackSentences(report)) terminal.out(writePlain(phrase, reader));
  }
  return rowsToCopy(report) > 0 ? 0 : 1;
}

/** The options as the words that people also write in Slack, so that both are read alike. */
function choiceOf(options: PlanOptions, direction: CopyBackDirection, timeZone: string): CopyBackChoice {
  const { table = [], since, until, by, changed } = options;
  const words = [
    table.join(', '),
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(changed ? ['changed too'] : []),
  ].join(' ');
  const read = readCopyBackWords(words, { direction, now: systemClock.now(), timeZone });
  if ('choice' in read) return read.choice;
  throw new RecourseError(read.mistake.say, {
    code: 'bad-input',
    hint: 'Name tables with --table, or a time with --since or --until, such as --since 14:05.',
  });
}
