/** What may be uploaded for one kind of work. The server decides in the end; this saves the way there. */
export interface FileRule {
  /** Endings of names, without the dot. */
  endings: readonly string[];
  maxBytes: number;
  /** For people: "a photo". */
  noun: string;
  /** For people: which kinds there are. */
  kinds: string;
}

const megabyte = 1_000_000;

export const photoRule: FileRule = {
  endings: ["jpg", "jpeg", "png", "webp", "avif", "gif", "tif", "tiff"],
  maxBytes: 25 * megabyte,
  noun: "a photo",
  kinds: "JPEG, PNG, WebP, AVIF, GIF or TIFF",
};

export const csvRule: FileRule = {
  endings: ["csv"],
  maxBytes: 100 * megabyte,
  noun: "a CSV file",
  kinds: "CSV",
};

/** For the `accept` attribute of a file input. */
export function acceptOf(rule: FileRule): string {
  return rule.endings.map((ending) => `.${ending}`).join(",");
}
