/**
 * The value that a JSON pointer (RFC 6901, `/items/0/id`) leads to, where it is one that fits into a path or a body.
 * Undefined where it leads nowhere or to a section.
 */
export function pointAt(document: unknown, pointer: string): string | number | boolean | undefined {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined,
    document,
  );
  return ['string', 'number', 'boolean'].includes(typeof found) ? (found as string | number | boolean) : undefined;
}
