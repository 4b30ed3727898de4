import { type Counters, openTally } from '../promptrefine/traffic/counters.ts';

const timeoutMs = 5_000;

/** Steady requests through the web, and what came back. */
export interface Traffic {
  counters(): Counters;
  /** Ids of the orders that were acknowledged. */
  acknowledged(): readonly number[];
  /** Requests per second from now on; 0 pauses. */
  setRate(perSecond: number): void;
}

/** The page, the list and a new order, in turn; what fails is what we want to see. */
export function driveTraffic(webUrl: string, perSecond: number): Traffic {
  const tally = openTally();
  const acknowledged: number[] = [];
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  const place = async () => {
    const order = { customerId: 1 + (turn % 10), product: 'Product 7', quantity: 1 + (turn % 3), priceCents: 990 };
    const response = await ask('/api/orders', { method: 'POST', body: JSON.stringify(order) });
    const answer = (await response.json()) as { id?: number };
    if (response.status === 201 && answer.id !== undefined) acknowledged.push(answer.id);
    return response.status;
  };
  const look = async (path: string) => {
    const response = await ask(path);
    await response.arrayBuffer();
    return response.status;
  };
  const ask = (path: string, more: RequestInit = {}) =>
    fetch(`${webUrl}${path}`, { ...more, signal: AbortSignal.timeout(timeoutMs) });
  const next = () => {
    turn += 1;
    const taken = turn % 3 === 0 ? place() : look(turn % 3 === 1 ? '/' : '/api/orders');
    void taken.then(
      (status) => tally.count(status, Date.now()),
      () => tally.count(0, Date.now()),
    );
  };
  const setRate = (rate: number) => {
    clearInterval(timer);
    timer = rate > 0 ? setInterval(next, 1000 / rate).unref() : undefined;
  };
  setRate(perSecond);
  return { counters: tally.read, acknowledged: () => acknowledged, setRate };
}
