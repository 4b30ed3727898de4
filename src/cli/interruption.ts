/** Aborts when the person or the system wants us to stop, so that what was begun is cleared away. */
export function interruption(): AbortSignal {
  const control = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => control.abort(new Error(`interrupted by ${signal}`)));
  }
  return control.signal;
}
