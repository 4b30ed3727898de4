import pg from 'pg';

/** PostgreSQL cuts longer names with only a NOTICE, so two names could become one. */
const NAME_BYTES_MAX = 63;

/**
 * The one place where a name becomes SQL text (I7). Everything else is a parameter.
 *
 * @throws RangeError when the name is empty, holds a NUL, or is longer than 63 bytes
 */
export function quoteName(name: string): string {
  const bytes = Buffer.byteLength(name, 'utf8');
  if (bytes === 0 || bytes > NAME_BYTES_MAX || name.includes('\0')) {
    throw new RangeError(
      `"${name}" cannot be a PostgreSQL name: 1 to ${NAME_BYTES_MAX} bytes were expected, it has ${bytes}`,
    );
  }
  return pg.escapeIdentifier(name);
}

/** `"schema"."table"` */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

/** A string literal, for the few statements that take no parameters (SET, COMMENT, ALTER DATABASE … SET). */
export function quoteLiteral(text: string): string {
  return pg.escapeLiteral(text);
}
