/** A commit as Git writes it, or a tag or branch that stands for one. Never begins with a dash, so it is never an option. */
const commitForm = /^[0-9A-Za-z][0-9A-Za-z._/+-]{0,199}$/;

export function looksLikeCommit(text: string): boolean {
  return commitForm.test(text);
}

/** Whether two names mean one commit: the same text, or a hash and its first seven or more digits. */
export function isSameCommit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short === long) return true;
  return /^[0-9a-f]{7,}$/.test(short) && /^[0-9a-f]{40}$/.test(long) && long.startsWith(short);
}
