/** Waits for all promises, but at most `limitMs`. Rejects if one of them rejects before that. */
export async function waitAtMost(promises: Iterable<Promise<unknown>>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([Promise.all(promises), limit]).finally(() => clearTimeout(timer));
}
