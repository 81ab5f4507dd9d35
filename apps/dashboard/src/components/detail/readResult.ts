/** Results of the built-in workers. They are checked, because a task of an older version may have another result. */
export interface ImageResult {
  key: string;
  width: number;
  height: number;
  bytes: number;
  originalBytes: number;
  originalWidth: number;
  originalHeight: number;
  format: string;
}

export interface EmailResult {
  to: string;
  subject: string;
}

export interface ImportResult {
  rows: number;
  imported: number;
  rejected: number;
  firstErrors: { row: number; message: string }[];
}

export function readImageResult(result: unknown): ImageResult | null {
  const numbers = ["width", "height", "bytes", "originalBytes", "originalWidth", "originalHeight"];
  return has(result, ["key", "format"], numbers) ? (result as ImageResult) : null;
}

export function readEmailResult(result: unknown): EmailResult | null {
  return has(result, ["to", "subject"], []) ? (result as EmailResult) : null;
}

export function readImportResult(result: unknown): ImportResult | null {
  if (!has(result, [], ["rows", "imported", "rejected"])) return null;
  const { firstErrors } = result as { firstErrors?: unknown };
  const errors = Array.isArray(firstErrors) ? firstErrors.filter((error) => has(error, ["message"], ["row"])) : [];
  return { ...(result as ImportResult), firstErrors: errors };
}

function has(value: unknown, strings: readonly string[], numbers: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    strings.every((key) => typeof record[key] === "string") && numbers.every((key) => Number.isFinite(record[key]))
  );
}
