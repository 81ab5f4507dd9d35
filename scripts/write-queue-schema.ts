// Writes the files of packages/queue/prisma, which "queue init" copies into a user's project, from prisma/.
//   pnpm queue:schema   after a change of prisma/schema.prisma or a new migration
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deriveQueueFiles } from "./queueSchema.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const [path, content] of Object.entries(await deriveQueueFiles(root))) {
  await mkdir(dirname(`${root}${path}`), { recursive: true });
  await writeFile(`${root}${path}`, content);
}
