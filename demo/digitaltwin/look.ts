import type { ServiceLook } from '../host/example-service.ts';
import type { TwinTraffic } from './traffic.ts';

/** What a person would see who tried the service. */
export interface TwinState {
  /** HTTP status, or 0 where nobody answers. */
  readonly chatStatus: number;
  readonly chatError: string;
  readonly commit: string | null;
  readonly code: string | null;
}

export async function readTwinState(baseUrl: string): Promise<TwinState> {
  const chat = await fetch(`${baseUrl}/api/chat`, { method: 'POST' }).catch(() => null);
  const said = chat === null ? {} : ((await chat.json()) as { error?: string; sqlstate?: string });
  const health = await fetch(`${baseUrl}/healthz`).catch(() => null);
  const { commit = null, code = null } = health === null ? {} : ((await health.json()) as Partial<TwinState>);
  return {
    chatStatus: chat?.status ?? 0,
    chatError: `${said.sqlstate ?? ''}: ${said.error ?? 'no error'}`,
    commit,
    code,
  };
}

export async function lookAtTwins(baseUrl: string, traffic: TwinTraffic, badCommit: string): Promise<ServiceLook> {
  const { chatStatus, commit, code } = await readTwinState(baseUrl);
  const { ok, failed } = traffic.recent();
  const onBadCommit = commit === badCommit;
  return {
    sound: chatStatus === 201,
    onBadCommit,
    lines: [
      {
        label: 'POST /api/chat',
        value: chatStatus === 0 ? 'no answer' : String(chatStatus),
        level: chatStatus === 201 ? 'good' : 'bad',
      },
      { label: 'Requests', value: `${ok} ok, ${failed} failed in 3 s`, level: failed > 0 ? 'bad' : 'good' },
      {
        label: 'Code',
        value: code === null ? 'no answer' : `${code} (${commit?.slice(0, 7)})`,
        level: onBadCommit ? 'bad' : 'good',
      },
    ],
  };
}
