const encoder = new TextEncoder();

/** PostgreSQL counts a name's bytes, not its letters. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** The beginning of a name that fits into so many bytes, cut between letters. */
export function cutTo(text: string, bytes: number): string {
  const letters = [...text];
  while (bytesOf(letters.join('')) > bytes) letters.pop();
  return letters.join('');
}
