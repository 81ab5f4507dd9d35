import type { FileRule } from "./fileRules.ts";
import { formatBytes } from "./formatBytes.ts";

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
