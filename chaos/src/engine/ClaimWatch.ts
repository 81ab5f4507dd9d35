import type { QueryTap } from "./QueryTap.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Knows which lease token this process got for which task: a claim sends a fresh token and is answered with tasks. */
export class ClaimWatch implements QueryTap {
  readonly #tokens = new Map<string, string>();

  onRows(_text: string, values: readonly unknown[], rows: readonly Record<string, unknown>[]): void {
    const token = values.find((value): value is string => typeof value === "string" && uuid.test(value));
    if (token === undefined) return;
    for (const { id } of rows) if (typeof id === "string") this.#tokens.set(id, token);
  }

  /** The token of the last claim of a task that this process was answered. */
  find(taskId: string): string | null {
    return this.#tokens.get(taskId) ?? null;
  }
}
