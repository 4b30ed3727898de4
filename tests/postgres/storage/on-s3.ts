import { afterAll, beforeAll, describe } from 'vitest';
import { type S3Server, startS3Server, whyNoS3 } from '../../support/ceph.ts';

/** Tests on a real S3 server of their own; where its programs are missing they are skipped, and the title says which. */
export function onS3(title: string, tests: (server: () => S3Server) => void): void {
  const told = whyNoS3 === null ? title : `${title} (skipped: ${whyNoS3})`;
  describe.skipIf(whyNoS3 !== null)(told, () => {
    let server: S3Server | undefined;
    beforeAll(async () => {
      server = await startS3Server();
    });
    afterAll(() => server?.stop());
    tests(() => {
      if (server === undefined) throw new Error('the S3 server is started before the first test');
      return server;
    });
  });
}
