import { fileURLToPath } from "node:url";

/** The folder of the schema and the migrations, three levels above both `src` and `dist`. */
export const prismaDir: string = fileURLToPath(new URL("../../../prisma", import.meta.url));
