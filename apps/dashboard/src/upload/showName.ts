// Marks that change the direction of what follows, and control characters.
const invisible = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns a file's name as it is shown: characters that would change the look of the text are visible, and a long name is cut in its middle. */
export function showName(name: string, maxLetters = 48): string {
  const visible = name.replace(invisible, "\ufffd");
  if (visible.length <= maxLetters) return visible;
  // Emoji and letters with marks consist of several characters.
  const letters = [...new Intl.Segmenter().segment(visible)].map(({ segment }) => segment);
  if (letters.length <= maxLetters) return visible;
  const end = Math.floor((maxLetters - 1) / 3);
  return `${letters.slice(0, maxLetters - 1 - end).join("")}…${letters.slice(-end).join("")}`;
}
