import type { QueryTap } from "./QueryTap.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Knows which lease token this process got for which task: a claim sends a fresh token and is answered with tasks. */
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

  /** The token of the last claim of a task that this process was answered. */
  find(taskId: string): string | null {
    return this.#tokens.get(taskId) ?? null;
  }

  /**
   * The token of the last claim of an attempt of a task. What is told of an attempt may come when this process has claimed the
   * next one already: the reply of its settlement was late.
   */
  findAttempt(taskId: string, attempt: number): string | null {
    return this.#tokensOfAttempts.get(`${taskId}/${attempt}`) ?? null;
  }
}
