/** The SQLSTATE of a driver error (`55P03`), the system's code of a network error (`ECONNRESET`), or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
