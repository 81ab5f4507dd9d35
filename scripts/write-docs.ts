// Updates the code blocks of the documentation from their files.
//   pnpm docs:write   after you changed an example
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillSnippets } from "./fillSnippets.ts";
import { readDocs, readFromRoot } from "./readDocs.ts";

for (const { path, text } of readDocs()) {
  const filled = fillSnippets(text, readFromRoot);
  if (filled !== text) {
    await writeFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), filled);
    console.log(`Updated ${path}`);
  }
}
