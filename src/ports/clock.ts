/** The only way to ask what time it is. Decisions use the store's clock instead (I6). */
export interface Clock {
  now(): Date;
}
