const maxNameLength = 255;

/**
 * Returns the name of an uploaded file from its percent-encoded header, without folders. A longer name than a file can have is cut in
 * the middle, and keeps its ending. Returns null if there is no name, or one with control characters.
 */
export function readFileName(header: string | undefined): string | null {
  try {
    const name = decodeURIComponent(header ?? "")
      .replace(/^.*[/\\]/s, "")
      .trim();
    if (name === "" || /\p{Cc}/u.test(name)) return null;
    const letters = [...name];
    if (letters.length <= maxNameLength) return name;
    return [...letters.slice(0, maxNameLength - 51), "…", ...letters.slice(-50)].join("");
  } catch {
    return null;
  }
}
