import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The page of the built dashboard, with a base so that its relative addresses hold on every route; null when it is not
 * built. Read for each request, so that a build shows without a restart.
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
