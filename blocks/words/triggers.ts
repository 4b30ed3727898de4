import { type Trigger, triggerNames } from '../../src/domain/trigger.ts';

/** `Performance degraded (40 % below the baseline)`. */
export function triggerText(trigger: Trigger): string {
  const degraded = trigger.degradationPercent;
  return degraded === undefined ? triggerNames[trigger.code] : `${triggerNames[trigger.code]} by ${degraded} %`;
}
