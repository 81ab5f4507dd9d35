/**
 * Returns those that can be ids of tasks. A server refuses a request with any other id, and so would refuse the whole status
 * because of one link that somebody has mistyped.
 */
export function taskIdsOf(ids: readonly string[]): string[] {
  return ids.filter((id) => /^[a-z\d]{8,64}$/.test(id));
}
