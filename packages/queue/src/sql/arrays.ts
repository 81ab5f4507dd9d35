/** Texts as one of PostgreSQL's arrays, which is taken apart faster than JSON, and is a plain text for whatever carries it. */
export function toTextArray(texts: readonly string[]): string {
  return `{${texts.map(quote).join(",")}}`;
}

function quote(text: string): string {
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}

/** The same of numbers. */
export function toNumberArray(numbers: readonly number[]): string {
  return `{${numbers.join(",")}}`;
}
