/** Texts as one of PostgreSQL's arrays, which is taken apart faster than JSON, and is a plain text for whatever carries it. */
export function toTextArray(texts: readonly string[]): string {
  return `{${texts.map(quote).join(",")}}`;
}

/** Nothing that an array would take for its own; and too long for a NULL. */
const isPlain = /^\w{5,}$/;

function quote(text: string): string {
  if (isPlain.test(text)) return text;
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}

/** The same of numbers. */
export function toNumberArray(numbers: readonly number[]): string {
  return `{${numbers.join(",")}}`;
}
