import type { ServiceLook } from '../host/example-service.ts';
import { requestsLine } from '../host/panel/requests-line.ts';
import type { PanelStatus } from '../slack/shapes.ts';
import type { Traffic } from './traffic.ts';

const timeoutMs = 5_000;

/** How the storefront does at this moment, by asking both of its parts. */
export interface StorefrontState {
  /** Status of the page, which needs web and API; 0 for no answer. */
  readonly pageStatus: number;
  /** Status and words of `GET /api/orders`. */
  readonly orders: { readonly status: number; readonly text: string };
  /** The commits that serve; null for no answer. */
  readonly apiCommit: string | null;
  readonly webCommit: string | null;
}

export interface Places {
  readonly apiUrl: string;
  readonly webUrl: string;
}

export async function readState({ apiUrl, webUrl }: Places): Promise<StorefrontState> {
  const [page, orders, apiCommit, webCommit] = await Promise.all([
    ask(`${webUrl}/`),
    ask(`${webUrl}/api/orders`),
    commitOf(apiUrl),
    commitOf(webUrl),
  ]);
  return { pageStatus: page.status, orders, apiCommit, webCommit };
}

export async function lookAt(places: Places, traffic: Traffic, good: string): Promise<ServiceLook> {
  const { pageStatus, orders, apiCommit, webCommit } = await readState(places);
  return {
    sound: pageStatus === 200 && orders.status === 200,
    onBadCommit: [apiCommit, webCommit].some((commit) => commit !== null && commit !== good),
    lines: [
      statusLine('The page', pageStatus, `${places.webUrl}/`),
      statusLine('GET /api/orders', orders.status, `${places.webUrl}/api/orders`),
      requestsLine(traffic.counters()),
      commitLine('API on Render', apiCommit, good),
      commitLine('Web on Vercel', webCommit, good),
    ],
  };
}

function statusLine(label: string, status: number, url: string): PanelStatus {
  return {
    label,
    value: status === 0 ? 'no answer' : String(status),
    level: status === 200 ? 'good' : 'bad',
    url,
  };
}

function commitLine(label: string, commit: string | null, good: string): PanelStatus {
  return { label, value: commit?.slice(0, 7) ?? 'no answer', level: commit === good ? 'good' : 'bad' };
}

async function ask(url: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}

async function commitOf(url: string): Promise<string | null> {
  const { status, text } = await ask(`${url}/healthz`);
  return status === 200 ? (JSON.parse(text) as { commit: string }).commit : null;
}
