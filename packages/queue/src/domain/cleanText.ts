/** Valid Unicode without control characters (line breaks and tabs aside), at most `maxLength` characters. */
export function cleanText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return cut.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "").toWellFormed();
}
