// Writes packages/queue/prisma/queue.prisma and queue.sql, which users of the library copy, from prisma/.
//   pnpm queue:schema   after a change of prisma/schema.prisma or a new migration
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { deriveQueueFiles } from "./queueSchema.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const [path, content] of Object.entries(await deriveQueueFiles(root))) await writeFile(`${root}${path}`, content);
