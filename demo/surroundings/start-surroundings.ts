import { type LocalGithub, startGithub } from '../providers/github/github-server.ts';
import { type LocalMailServer, startMailServer } from './mail-server.ts';

/** What a service has around it: its repository's issues (B1), and the mail server that reaches its users (S10). */
export interface Surroundings {
  readonly github: LocalGithub;
  readonly mail: LocalMailServer;
  /** For the service's part of recourse.yaml. */
  readonly policy: object;
  /** The secrets that it names. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const users = ['ada', 'grace', 'edsger'];

/** Starts both for one example; they end with our process. */
export async function startSurroundings(name: string): Promise<Surroundings> {
  const github = await startGithub(`examples/${name}`);
  const mail = await startMailServer();
  return {
    github,
    mail,
    policy: {
      github: { repository: github.repository, token_env: 'DEMO_GITHUB_TOKEN', api_url: github.url },
      mail: {
        smtp_url_env: 'DEMO_SMTP_URL',
        from: `status@${name}.example.com`,
        to: users.map((user) => `${user}@users.example.com`),
      },
    },
    environment: { DEMO_GITHUB_TOKEN: github.token, DEMO_SMTP_URL: `smtp://127.0.0.1:${mail.port}` },
    async close() {
      await mail.close();
      await github.close();
    },
  };
}
