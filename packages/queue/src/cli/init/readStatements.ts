import type { Block, Line } from "../prisma/schemaText.ts";

/** A field, value or attribute of a block. Prisma allows one in a line. */
export interface Statement {
  /** Comments and empty lines above it. */
  leading: Line[];
  line: Line;
}

/** Returns the statements of a block, and the comments below the last one. */
export function readStatements({ lines }: Block): { statements: Statement[]; trailing: Line[] } {
  const statements: Statement[] = [];
  let leading: Line[] = [];
  for (const line of lines) {
    if (line.code.trim() === "") leading.push(line);
    else {
      statements.push({ leading, line });
      leading = [];
    }
  }
  return { statements, trailing: leading };
}
