/** Which files one kind of task accepts. The server checks them again; this check saves the upload. */
export interface FileRule {
  /** File name extensions, without the dot. */
  endings: readonly string[];
  maxBytes: number;
  /** For messages, for example "a photo". */
  noun: string;
  /** Accepted formats, for messages. */
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

/** Returns the `accept` attribute of a file input. */
export function acceptOf(rule: FileRule): string {
  return rule.endings.map((ending) => `.${ending}`).join(",");
}
