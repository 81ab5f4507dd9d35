// Marks that change the direction of what follows, and control characters.
const invisible = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns a file's name as text: characters that would change the look of what follows are visible. */
function toText(name: string): string {
  return name.replace(invisible, "\ufffd");
}

/** Emoji and letters with marks consist of several characters. */
function lettersOf(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}

/** Returns a file's name for a sentence: as text, and cut in its middle if it is long. */
export function showName(name: string, maxLetters = 48): string {
  const text = toText(name);
  if (text.length <= maxLetters) return text;
  const letters = lettersOf(text);
  if (letters.length <= maxLetters) return text;
  const end = Math.floor((maxLetters - 1) / 3);
  return `${letters.slice(0, maxLetters - 1 - end).join("")}…${letters.slice(-end).join("")}`;
}

/** Returns the beginning of a file's name, which a line may cut, and its end, which stays; both as text. A short name has no end. */
export function splitName(name: string): [start: string, end: string] {
  const letters = lettersOf(toText(name));
  if (letters.length <= 24) return [letters.join(""), ""];
  return [letters.slice(0, -12).join(""), letters.slice(-12).join("")];
}
