/** Looks at, and may change, every statement that goes to the database. */
export interface QueryTap {
  /** Waited for before each statement is sent; only by tapPrisma. */
  before?(): Promise<void>;
  /** Answers the text to send instead. */
  rewrite?(text: string): string;
  onRows?(text: string, values: readonly unknown[], rows: readonly Record<string, unknown>[]): void;
}
