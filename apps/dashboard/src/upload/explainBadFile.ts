import type { FileRule } from "./fileRules.ts";
import { formatBytes } from "./formatBytes.ts";

/** Why this file cannot be taken, and what can; null when it can. */
export function explainBadFile(file: { name: string; size: number }, rule: FileRule): string | null {
  const ending = /\.([a-z\d]+)$/i.exec(file.name)?.[1]?.toLowerCase();
  if (ending === "heic" || ending === "heif") {
    return `“${file.name}” is a HEIC photo, which cannot be read here. Save it as JPEG first.`;
  }
  if (ending === undefined || !rule.endings.includes(ending)) {
    return `“${file.name}” is not ${rule.noun}. Choose a file of the kind ${rule.kinds}.`;
  }
  if (file.size === 0) return `“${file.name}” is empty.`;
  if (file.size > rule.maxBytes) {
    return `“${file.name}” has ${formatBytes(file.size)}; ${rule.noun} may have at most ${formatBytes(rule.maxBytes)}.`;
  }
  return null;
}
