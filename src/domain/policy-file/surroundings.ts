/** What the rules must know about the machine; asked, so that the rules themselves stay pure. */
export interface Surroundings {
  /** The value of an environment variable, undefined or empty where it is not set. Rules never repeat it. */
  variable(name: string): string | undefined;
  /** Whether a five-field cron expression can be read. */
  isCron(expression: string): boolean;
  /** Whether `path` lies in `folder`, links resolved; relative ones are taken from the file's folder. Default: the file's. */
  isInside(path: string, folder: string | undefined): boolean;
}
