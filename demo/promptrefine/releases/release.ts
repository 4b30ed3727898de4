/** Every statement that the service sends; a release has its own text for each. */
export const queryNames = [
  'findUser',
  'listPrompts',
  'readPrompt',
  'createPrompt',
  'changePrompt',
  'deletePrompt',
  'deletePromptsByTitle',
  'listVersions',
  'addVersion',
  'restoreVersion',
  'listTestRuns',
  'recordTestRun',
] as const;
export type QueryName = (typeof queryNames)[number];

/** One commit of the service: what differs between commits is the statements and the migrations that go with them. */
export interface Release {
  /** Full commit id. */
  readonly commit: string;
  readonly subject: string;
  /** Tag of the newest migration in this commit's checkout. */
  readonly newestMigration: string;
  readonly queries: Readonly<Record<QueryName, string>>;
}
