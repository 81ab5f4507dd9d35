import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The built dashboard, ready to be served. */
export interface Dashboard {
  /** Folder with the files. */
  dir: string;
  /** The page, with a base so that its relative addresses hold on every route. */
  html: string;
  /** Hashes of the page's inline scripts, for the Content-Security-Policy. */
  scriptHashes: string[];
}

/** Reads the built dashboard; null when it is not built. */
export async function loadDashboard(dir: string): Promise<Dashboard | null> {
  const page = await readFile(join(dir, "index.html"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (page === null) return null;
  const html = /<base\s/i.test(page) ? page : page.replace(/<head[^>]*>/i, '$&<base href="/">');
  return { dir, html, scriptHashes: hashInlineScripts(html) };
}

/** As the browser hashes them: the text between the tags, byte for byte. */
export function hashInlineScripts(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi);
  return [...scripts].map(
    ([, code]) =>
      `sha256-${createHash("sha256")
        .update(code ?? "")
        .digest("base64")}`,
  );
}
