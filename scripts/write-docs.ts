// Renews the code in the documentation from the files that it comes from.
//   pnpm docs:write   after a change of an example that a page shows
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillSnippets } from "./fillSnippets.ts";
import { readDocs, readFromRoot } from "./readDocs.ts";

for (const { path, text } of readDocs()) {
  const filled = fillSnippets(text, readFromRoot);
  if (filled !== text) {
    await writeFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), filled);
    console.log(`Renewed ${path}`);
  }
}
