import { formatBytes } from "./formatBytes.ts";

/** Which files one kind of task accepts. The server checks them again; this check avoids a useless upload. */
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

/** Returns why a file cannot be uploaded and what to do, or null if it can. */
export function explainBadFile(file: { name: string; size: number }, rule: FileRule): string | null {
  const ending = /\.([a-z\d]+)$/i.exec(file.name)?.[1]?.toLowerCase();
  if (ending === "heic" || ending === "heif") {
    return `“${file.name}” is a HEIC photo, which is not supported. Save it as JPEG first.`;
  }
  if (ending === undefined || !rule.endings.includes(ending)) {
    return `“${file.name}” is not ${rule.noun}. Choose a ${rule.kinds} file.`;
  }
  if (file.size === 0) return `“${file.name}” is empty.`;
  if (file.size > rule.maxBytes) {
    return `“${file.name}” is ${formatBytes(file.size)}. The limit is ${formatBytes(rule.maxBytes)}.`;
  }
  return null;
}
