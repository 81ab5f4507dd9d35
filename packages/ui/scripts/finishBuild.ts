// Compresses the built files once, so that the server need not at each request, and fails when the page has grown too heavy.
//   node scripts/finishBuild.ts <folder of the built page>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [, , dist = "dist"] = process.argv;
const maxInitialScriptBytes = 150_000;
const maxStyleBytes = 14_000;

const page = readFileSync(join(dist, "index.html"), "utf8");
const initialFiles = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path as string);
const gzipBytes = new Map<string, number>();

for (const path of readdirSync(dist, { recursive: true }).map(String)) {
  if (!/\.(js|css|svg)$/.test(path)) continue;
  const content = readFileSync(join(dist, path));
  const gzip = gzipSync(content, { level: 9 });
  gzipBytes.set(path, gzip.length);
  writeFileSync(`${join(dist, path)}.gz`, gzip);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${join(dist, path)}.br`, brotliCompressSync(content, { params: quality }));
}

const sum = (ending: string) =>
  initialFiles.filter((path) => path.endsWith(ending)).reduce((bytes, path) => bytes + (gzipBytes.get(path) ?? 0), 0);
const budgets = [
  { what: "initial JavaScript", bytes: sum(".js"), maxBytes: maxInitialScriptBytes },
  { what: "CSS", bytes: sum(".css"), maxBytes: maxStyleBytes },
];
for (const { what, bytes, maxBytes } of budgets) {
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} of ${maxBytes / 1000} kB gzip`);
  if (bytes === 0 || bytes > maxBytes) {
    console.error(`The ${what} of ${dist} must be more than 0 and at most ${maxBytes} bytes, but is ${bytes}.`);
    process.exitCode = 1;
  }
}
