/** Remembers answers for a while, and asks once for many who ask at the same time. Failures are not remembered. */
export function keepFor<Key, Answer>(
  freshMs: number,
  ask: (key: Key) => Promise<Answer>,
  clock: () => number = () => performance.now(),
): (key: Key) => Promise<Answer> {
  const kept = new Map<Key, { readonly at: number; readonly answer: Promise<Answer> }>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && clock() - known.at < freshMs) return known.answer;
    const answer = ask(key);
    kept.set(key, { at: clock(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
