/** Values that earlier checks kept. */
export type Kept = ReadonlyMap<string, string | number | boolean>;

const placeholder = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** A path with its kept values in it, each as one segment or parameter whatever it holds. */
export function fillPath(path: string, kept: Kept): string {
  return path.replaceAll(placeholder, (braces, name: string) => {
    const value = kept.get(name);
    if (value === undefined) return braces;
    return encodeURIComponent(String(value));
  });
}

/** A body with its kept values in it. A text that is nothing but `{name}` becomes the value itself, number or not. */
export function fillBody(body: unknown, kept: Kept): unknown {
  if (typeof body === 'string') {
    const whole = /^\{([A-Za-z][A-Za-z0-9_]*)\}$/.exec(body)?.[1];
    if (whole !== undefined && kept.has(whole)) return kept.get(whole);
    return body.replaceAll(placeholder, (braces, name: string) => String(kept.get(name) ?? braces));
  }
  if (Array.isArray(body)) return body.map((item) => fillBody(item, kept));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fillBody(value, kept)]));
}
