/** Texts as one of PostgreSQL's arrays, which is taken apart faster than JSON, and is a plain text for whatever carries it. */
export function toTextArray(texts: readonly string[]): string {
  return `{${texts.map(quote).join(",")}}`;
}

/** Needs no quotes: no comma, brace, quote, backslash or space, and longer than NULL. */
const plainWord = /^\w{5,}$/;

function quote(text: string): string {
  if (plainWord.test(text)) return text;
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}

/** The same of numbers. */
export function toNumberArray(numbers: readonly number[]): string {
  return `{${numbers.join(",")}}`;
}
