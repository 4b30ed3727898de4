/** A sleep that somebody can end. A ring that comes while nobody sleeps ends the next sleep at once. */
export interface Alarm {
  ring(): void;
  sleep(ms: number): Promise<void>;
}

export function makeAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async sleep(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}
