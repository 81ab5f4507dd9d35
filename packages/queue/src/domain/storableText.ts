/** Returns valid Unicode without control characters (line breaks and tabs stay), cut to `maxLength` characters. */
export function cleanText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return cut.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "").toWellFormed();
}

/** Returns a copy of a JSON value with every character that is not ASCII replaced by "?": every encoding can store it. */
export function toAscii<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replace(/[^ -~]/gu, "?")) as T;
}
