/** Returns strings as the text of a PostgreSQL array, which PostgreSQL parses faster than JSON. */
export function toTextArray(texts: readonly string[]): string {
  return `{${texts.map(quote).join(",")}}`;
}

/** A string that needs no quotes: no comma, brace, quote, backslash or space, and longer than NULL. */
const plainWord = /^\w{5,}$/;

function quote(text: string): string {
  if (plainWord.test(text)) return text;
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}

/** Returns numbers as the text of a PostgreSQL array. */
export function toNumberArray(numbers: readonly number[]): string {
  return `{${numbers.join(",")}}`;
}
