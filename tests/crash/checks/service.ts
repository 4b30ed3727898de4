import type { CheckUp } from './evidence.ts';

/** The service answers on the right commit, and it and its platforms saw what the road wants, once. */
export const checkService: CheckUp = async ({ at, road, lookAtService }) => [
  ...(await lookAtService()),
  ...((await road.lookAfter?.(at)) ?? []),
];
