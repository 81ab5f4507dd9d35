/** Returns the last part of a URL's path, without the prefix that makes the key of an upload unique. */
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
