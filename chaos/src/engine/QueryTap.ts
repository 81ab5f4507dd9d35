/** Sees every statement that is sent to the database, and can change it. */
export interface QueryTap {
  /** Awaited before each statement is sent, only by tapPrisma. */
  before?(): Promise<void>;
  /** Returns the text to send instead. */
  rewrite?(text: string): string;
  onRows?(text: string, values: readonly unknown[], rows: readonly Record<string, unknown>[]): void;
}
