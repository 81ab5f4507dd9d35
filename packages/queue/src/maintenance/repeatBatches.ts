/** Runs a statement until it does less than a whole batch. */
export async function repeatBatches(
  batch: number,
  isStopping: () => boolean,
  act: () => Promise<number>,
): Promise<void> {
  while (!isStopping() && (await act()) >= batch);
}
