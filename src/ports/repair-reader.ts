/** Reads a repair before anything runs it: psql leaves a copy as easily as it is sent there (I1). */
export interface RepairReader {
  /** What would act outside the database that it is run in, or cannot be read, each with its line; empty for a good one. */
  barriers(file: string, script: string): Promise<readonly string[]>;
}
