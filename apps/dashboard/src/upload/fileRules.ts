import { formatBytes } from "./formatBytes.ts";
import { showName } from "./showName.ts";

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

/** A file that the user has chosen or dropped. */
export interface ChosenFile {
  name: string;
  size: number;
  isFolder?: boolean;
}

/** Returns why a file cannot be uploaded and what to do, or null if it can. */
export function explainBadFile(file: ChosenFile, rule: FileRule): string | null {
  const name = `“${showName(file.name)}”`;
  if (file.isFolder) return `${name} is a folder. Open it, and choose the files in it.`;
  const ending = endingOf(file.name);
  if (ending === "heic" || ending === "heif") {
    return `${name} is a HEIC photo, which is not supported. Save it as JPEG first.`;
  }
  if (!hasRightEnding(file.name, rule)) return `${name} is not ${rule.noun}. Choose a ${rule.kinds} file.`;
  if (file.size === 0) return `${name} is empty: it has 0 bytes.`;
  if (file.size > rule.maxBytes) {
    return `${name} is ${formatBytes(file.size)}. The limit is ${formatBytes(rule.maxBytes)}.`;
  }
  return null;
}

/** Whether a file has one of the endings that a rule accepts. */
export function hasRightEnding(name: string, rule: FileRule): boolean {
  return rule.endings.includes(endingOf(name));
}

function endingOf(name: string): string {
  return /\.([a-z\d]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
