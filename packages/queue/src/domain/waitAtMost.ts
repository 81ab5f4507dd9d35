/** Waits for all of these, at most `limitMs`. Rejects when one of them does before that. */
export async function waitAtMost(promises: Iterable<Promise<unknown>>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([Promise.all(promises), limit]).finally(() => clearTimeout(timer));
}
