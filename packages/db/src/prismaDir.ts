import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of the schema and the migrations, three levels above both `src` and `dist`. A bundler would take
 * `new URL("…", import.meta.url)` for an import.
 */
export const prismaDir: string = join(dirname(fileURLToPath(import.meta.url)), "../../../prisma");
