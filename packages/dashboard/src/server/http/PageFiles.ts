import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { respond, respondWithMessage } from "./respond.ts";

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** In the order of preference, with the endings of the compressed files. */
const encodings = { br: ".br", gzip: ".gz" };

/** The folder of the built page. It is the same from the sources and from the built package. */
export const builtPage = fileURLToPath(new URL("../../../dist/browser/", import.meta.url));

/** Serves the built page from memory; it is small. */
export class PageFiles {
  readonly #folder: string;
  readonly #basePath: string;
  #files: Promise<Map<string, Buffer<ArrayBuffer>>> | undefined;

  /** @param basePath - begins and ends with a slash */
  constructor(folder: string, basePath: string) {
    this.#folder = folder;
    this.#basePath = basePath;
  }

  /** Responds with a file; for other paths with the page, so that links into it work. @param path - without the base path */
  async respond(request: Request, path: string): Promise<Response> {
    const files = await this.#read();
    const page = files.get("index.html");
    if (!page)
      return respondWithMessage(503, "The dashboard is not built", "Build @package/dashboard, and reload this page.");
    const file = files.get(path);
    if (file && types[extname(path)]) return this.#respondWithFile(request, files, path, file);
    // A person who follows a wrong link gets the page, which explains it. A program that looks for a file gets no page in its place.
    if (path.startsWith("assets/") || (/\.\w+$/.test(path) && !request.headers.get("accept")?.includes("text/html")))
      return respond("This file does not exist.", 404);
    const html = page.toString().replace(/<base href="[^"]*"/, `<base href="${this.#basePath}"`);
    return respond(html, 200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
  }

  #respondWithFile(request: Request, files: Map<string, Buffer<ArrayBuffer>>, path: string, file: Buffer<ArrayBuffer>) {
    const accepted = request.headers.get("accept-encoding") ?? "";
    const found = Object.entries(encodings).find(
      ([encoding, ending]) => new RegExp(`\\b${encoding}\\b`).test(accepted) && files.has(path + ending),
    );
    return respond((found && files.get(path + found[1])) ?? file, 200, {
      "content-type": types[extname(path)] as string,
      // An asset's name contains the hash of its content.
      "cache-control": path.startsWith("assets/") ? "private, max-age=31536000, immutable" : "no-cache",
      vary: "Accept-Encoding",
      ...(found ? { "content-encoding": found[0] } : {}),
    });
  }

  #read(): Promise<Map<string, Buffer<ArrayBuffer>>> {
    // A page that is not built yet is looked for again.
    if (!existsSync(join(this.#folder, "index.html"))) return Promise.resolve(new Map());
    this.#files ??= readFiles(this.#folder);
    return this.#files;
  }
}

async function readFiles(folder: string): Promise<Map<string, Buffer<ArrayBuffer>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(
    async (path) => [path.slice(folder.length).replaceAll(sep, "/"), await readFile(path)] as const,
  );
  return new Map(await Promise.all(files));
}
