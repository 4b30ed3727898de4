import type { ActResult } from '../server/acts/act.ts';

/** Sends one control request. Throws with the server's sentence when it is refused. */
export async function ask(path: string, body: object): Promise<ActResult> {
  const response = await fetch(`/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as ActResult & { error?: string };
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
