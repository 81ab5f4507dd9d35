/**
 * The name of the file that an address means, or undefined: the last part of its path. An upload's key ends with
 * the name that the file had, after a prefix that makes it unique.
 */
export function fileNameOf(url: unknown): string | undefined {
  if (typeof url !== "string") return undefined;
  const path = url.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const last = path.slice(Math.max(path.lastIndexOf("/"), path.indexOf(":")) + 1);
  const name = decodeSafely(last).replace(/^[0-9a-f]{24}-/, "");
  return name === "" ? undefined : name;
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
