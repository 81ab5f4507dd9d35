import { fileURLToPath } from "node:url";

/** The workspace's folder of schema and migrations. It lies three levels up from `src` and from `dist` alike. */
export const prismaDir: string = fileURLToPath(new URL("../../../prisma", import.meta.url));
