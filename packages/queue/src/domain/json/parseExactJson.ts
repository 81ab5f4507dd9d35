/** A string, or a number with all of its digits. Strings come first, so that digits inside of them are not numbers. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/gs;
/** Whether a text may contain an unsafe integer: each has 16 digits and begins with 9, or has more. Most texts contain none. */
const hasLongNumber = /9\d{15}|\d{17}/;

/**
 * Parses JSON, and returns each integer that a JavaScript number cannot represent exactly as a string of its digits: the id
 * 1970670598291982290 stays 1970670598291982290. Numbers with a fraction or an exponent become numbers, as in `JSON.parse`.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  if (!hasLongNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(tokens, (token) => (isUnsafeInteger(token) ? `"${token}"` : token)));
}

function isUnsafeInteger(token: string): boolean {
  return token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}
