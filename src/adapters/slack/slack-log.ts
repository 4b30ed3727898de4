import { type Logger, LogLevel } from '@slack/web-api';

/** The part of our logger that is needed here. */
export interface SlackLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Slack's libraries in our log. Their debug lines repeat whole requests, with what people wrote, and are left out. */
export function slackLogger(log: SlackLog): Logger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: () => undefined, // connection chatter; what matters is told by `connected` and by readiness
    warn: (...parts) => log.warn({ from: 'slack' }, words(parts)),
    error: (...parts) => log.error({ from: 'slack' }, words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
