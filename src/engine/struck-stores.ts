import { strikeFreeTexts } from '../domain/free-text.ts';
import type { StrikeSecrets } from '../domain/redaction.ts';
import type { AlertLog } from '../ports/alert-log.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { WorkLog } from '../ports/work-log.ts';

// The one door to what is never changed again: whoever writes through it, no secret that we know comes in (I8).

/** Journals of incidents. */
export function struckEntries(store: EntryStore, strike: StrikeSecrets): EntryStore {
  return {
    ...store,
    open: (given) => store.open({ ...given, draft: strikeFreeTexts(given.draft, strike) }),
    append: (id, head, drafts, guard) => store.append(id, head, strikeFreeTexts(drafts, strike), guard),
  };
}

/** Logs of migrations and drills. */
export function struckLog<Body>(log: WorkLog<Body>, strike: StrikeSecrets): WorkLog<Body> {
  return {
    ...log,
    append: (place, head, draft, guard) => log.append(place, head, strikeFreeTexts(draft, strike), guard),
  };
}

/** Alerts: they come from outside, and from here go into cards, notes and the form that declares. */
export function struckAlerts(log: AlertLog, strike: StrikeSecrets): AlertLog {
  return { ...log, take: (place, alerts) => log.take(place, strikeFreeTexts(alerts, strike)) };
}
