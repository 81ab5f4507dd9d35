import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Returns the page of the built dashboard, with a <base> so that its relative URLs work on every route; null when it is not built.
 * It is read for each request, so that a new build is used without a restart.
 */
export async function readPage(dashboardDir: string): Promise<string | null> {
  try {
    const page = await readFile(join(dashboardDir, "index.html"), "utf8");
    return /<base\s/i.test(page) ? page : page.replace(/<head[^>]*>/i, '$&<base href="/">');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
