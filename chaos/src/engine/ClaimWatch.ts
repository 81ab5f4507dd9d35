import type { QueryTap } from "./QueryTap.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Remembers the lease token of each task that this process claimed: a claim sends a new token and returns tasks. */
export class ClaimWatch implements QueryTap {
  readonly #tokens = new Map<string, string>();
  readonly #tokensOfAttempts = new Map<string, string>();

  onRows(_text: string, values: readonly unknown[], rows: readonly Record<string, unknown>[]): void {
    const token = values.find((value): value is string => typeof value === "string" && uuid.test(value));
    if (token === undefined) return;
    for (const { id, attempts } of rows) {
      if (typeof id !== "string") continue;
      this.#tokens.set(id, token);
      this.#tokensOfAttempts.set(`${id}/${attempts}`, token);
    }
  }

  /** The token of the last claim of a task by this process. */
  find(taskId: string): string | null {
    return this.#tokens.get(taskId) ?? null;
  }

  /**
   * The token of the last claim of an attempt. An event about an attempt may be emitted after this process has claimed the next
   * one, when the reply that its outcome was recorded was late.
   */
  findAttempt(taskId: string, attempt: number): string | null {
    return this.#tokensOfAttempts.get(`${taskId}/${attempt}`) ?? null;
  }
}
