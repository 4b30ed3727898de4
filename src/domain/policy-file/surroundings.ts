/** What the rules must know about the machine; asked, so that the rules themselves stay pure. */
export interface Surroundings {
  /** The value of an environment variable, undefined or empty where it is not set. Rules never repeat it. */
  variable(name: string): string | undefined;
  /** Whether a five-field cron expression can be read. */
  isCron(expression: string): boolean;
  /**
   * Whether `path` lies in the project: in `repository`, or where none is configured in the file's own folder if that
   * is a checkout or a package. Links are resolved, relative paths taken from the file's folder.
   */
  isInProject(path: string, repository: string | undefined): boolean;
}
