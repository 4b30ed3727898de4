import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, type Page, section } from './kit/texts.ts';
import { code, type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse --help' };

interface Usage {
  readonly write: string;
  readonly does: string;
}

/** Everything that can be typed, by command. Commands read their own part, help shows it. */
export const usages = {
  incident: [
    { write: '/incident declare [service]', does: 'Declare an incident. Recourse starts measuring at once.' },
    { write: '/incident status [INC-7]', does: 'Where things stand and what comes next.' },
    { write: '/incident note [INC-7] [text]', does: 'Add something to the timeline.' },
    { write: '/incident timeline [INC-7]', does: 'What happened, in order.' },
    { write: '/incident list', does: 'Live incidents and the last ones that were closed.' },
    {
      write: '/incident close [INC-7]',
      does: 'Close it with its root cause; the post-mortem is written from the journal.',
    },
    { write: '/incident actions [INC-7]', does: 'What is left to do: `done`, `assign`, `due`, `add`.' },
    { write: '/incident mail [INC-7]', does: 'Tell the users by mail; it goes out once somebody confirms it.' },
    { write: '/incident retry INC-7 NAME', does: 'Send again what did not go out.' },
  ],
  rollback: [
    { write: '/rollback [INC-7]', does: 'The decision: what it costs, what it brings back, and who may decide.' },
    {
      write: '/rollback options [INC-7]',
      does: 'All ways back: possible or not and why, what each costs and how long it takes here.',
    },
    { write: '/rollback path [INC-7]', does: 'The ways back, and a form to choose another one.' },
    { write: '/rollback who [service]', does: 'Who could decide now, by which rule, and what would change it.' },
  ],
  migration: [
    {
      write: '/migration begin [service]',
      does: 'The gate before a migration: what it destroys, and how it runs on a copy.',
    },
    { write: '/migration status [service]', does: 'Where the migration stands.' },
    { write: '/migration done [service]', does: 'The deploy is through: compare production with the rehearsal.' },
    { write: '/migration call-off [service]', does: 'It does not go ahead; say why.' },
    {
      write: '/migration doctor [service]',
      does: 'Where the folder and the ledger have drifted apart, and what to do.',
    },
  ],
  backup: [
    { write: '/backup take [service]', does: 'Take a backup now. Nothing is stopped for it.' },
    { write: '/backup list [service]', does: 'The backups, newest first, and which were proved by a restore.' },
    { write: '/backup show [service] [backup]', does: 'Everything that is known of one, the newest if none is named.' },
    { write: '/backup verify [service] [backup]', does: 'Prove one now: restore it beside production and compare.' },
    { write: '/backup pin [service] <backup> <reason>', does: 'Keep one, whatever its age.' },
    { write: '/backup unpin [service] <backup>', does: 'Let its age decide again.' },
    {
      write: '/backup prune [service] [--dry-run]',
      does: 'Remove those that are too old; with --dry-run only show which.',
    },
    {
      write: '/backup replaced [service]',
      does: 'The databases that promotions replaced, and until when they are kept.',
    },
  ],
  drill: [
    { write: '/drill run [service]', does: 'Hold a drill now: restore, check, measure. Production is not touched.' },
    {
      write: '/drill authority [service] [now]',
      does: 'Ask the people who would decide, under a drill banner, and measure whether they would in time.',
    },
    { write: '/drill digest [service]', does: 'How the services stand: backups, drills, who decides, what is open.' },
    { write: '/drill report [service]', does: 'What the last drill measured and found, and what it left to be done.' },
    { write: '/drill history [service]', does: 'The drills, newest first.' },
    { write: '/drill schedule [service]', does: 'When drills are held, and when the next one is.' },
    { write: '/drill done <drill> <what was done>', does: 'What a failed drill found is mended.' },
  ],
} as const satisfies Readonly<Record<string, readonly Usage[]>>;
export type CommandName = keyof typeof usages;

const purpose: Readonly<Record<CommandName, string>> = {
  incident: 'When a migration has done harm: declare it, and Recourse prepares the way back.',
  rollback: 'The decision to roll back, and who may make it.',
  migration: 'Before a migration: find out what it destroys while it can still be stopped.',
  backup: 'Backups that are proved before anybody needs them.',
  drill: 'How long a recovery takes and what it would lose, measured and not guessed.',
};

/** Help for one command; with `unknown`, first what was not understood. */
export function drawHelp(command: CommandName, unknown?: string): Drawn {
  const notUnderstood: Phrase[] =
    unknown === undefined
      ? []
      : [say`${code(`/${command} ${unknown}`)} is not something Recourse knows. It knows these:`];
  const told = usages[command].map(({ write, does }) => say`${code(write)}\n      ${does}`);
  return draw(
    page,
    [...notUnderstood, say`${purpose[command]}`, ...told],
    [
      header(`/${command}`),
      ...notUnderstood.map((phrase) => section(phrase, page)),
      lines([say`${strong(purpose[command])}`, ...told], page),
    ],
  );
}
