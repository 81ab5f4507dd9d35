import { readFile } from "node:fs/promises";
import { scriptModels } from "@package/db/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planInit } from "../../src/cli/init/planInit.ts";
import { planUpgrade } from "../../src/cli/init/planUpgrade.ts";
import { readPackageFiles } from "../../src/cli/packageFiles.ts";
import type { Project } from "../../src/cli/prisma/findProject.ts";
import { readBlocks } from "../../src/cli/prisma/schemaText.ts";
import { createProject, shop } from "./createProject.ts";

const files = await readPackageFiles();
const readVersion = (version: number) => readFile(new URL(`versions/${version}.prisma`, import.meta.url), "utf8");
const versions = [await readVersion(1), await readVersion(2), files.models];

/** A project whose migrations create the tables, so that only the schema changes. */
function createPlanned(text: string): Project {
  return {
    root: "/shop",
    schemaPath: "/shop/schema.prisma",
    isFolder: false,
    files: [{ path: "/shop/schema.prisma", text }],
    migrationsPath: "/shop/migrations",
    migrations: [{ name: "20260101000000_queue", sql: files.createSql }],
    url: undefined,
  };
}

const schemaAfter = (text: string, plan: { changes: readonly { after: string }[] }) => plan.changes[0]?.after ?? text;
const init = (text: string) => schemaAfter(text, planInit(createPlanned(text), files, undefined));
const upgrade = (text: string) => schemaAfter(text, planUpgrade(createPlanned(text), files, undefined, undefined));

const client = 'generator client {\n  provider = "prisma-client"\n  output = "generated"\n}\n';
const flagged = client.replace("\n}", '\n  previewFeatures = ["partialIndexes"]\n}');
const datasource = 'datasource db {\n  provider = "postgresql"\n}\n';
/** Blocks with names that mislead. Each line has a mark of the user. */
const oddBlocks = [
  "model client { // own_\n  id Int @id // own_\n} // own_\n",
  'enum db {\n  A // own_ { }\n  B @map("} own_")\n}\n',
  "model Größe {\n  id Int @id\n  type String // own_\n  model String // own_\n}\n",
  "/* own_\nmodel QueueTask {\n  own_ Int @id\n}\n*/\n",
  "// generator client {\n// own_ }\n",
];
const insertions = [
  "// own_",
  "  // own_",
  "/// own_",
  "  /// own_: says }",
  "/* own_ */",
  "/* own_\n  { own_ */",
  "// The own_ of @package/queue",
];
const fields = [
  "  own_ String?",
  '  own_ String? @map("old") // own_',
  '  @@index([id], map: "own_")',
  "  own_ Order?",
];

/** Numbers the marks of the user, so that their order shows. */
const numberMarks = (text: string): string => {
  let count = 0;
  return text.replace(/own_/g, () => `own_${count++}_`);
};
const readMarks = (text: string): string[] => text.match(/own_\d+_/g) ?? [];
const readMarkedLines = (text: string): string[] =>
  text.split("\n").filter((line) => /^\s*(\/\/|\/\*|own_|@@|\{)/.test(line) && line.includes("own_"));

/** Puts lines of the user into the models of a version. */
const changedModels = fc
  .record({
    models: fc.constantFrom(...versions),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(2)), { maxLength: 12 }),
  })
  .map(({ models, changes }) => {
    const lines = models.split("\n");
    for (const [place, choice, kind] of changes) {
      const at = place % (lines.length - 1);
      const line = lines[at] ?? "";
      const isColumn = /^ {2}[a-z]\w+ +[A-Z]/.test(line);
      if (kind === 0 && isColumn) lines.splice(at, 0, fields[choice % fields.length] as string);
      else if (kind === 1 && /^( {2}\w|\})/.test(line)) lines[at] = `${line} // own_`;
      else lines.splice(at, 0, insertions[choice % insertions.length] as string);
    }
    return lines.join("\n");
  });
const anyBlocks = fc.shuffledSubarray(oddBlocks).map((blocks) => blocks.join("\n"));
const anyNewline = fc.constantFrom("\n", "\r\n");

function expectKept(before: string, after: string): void {
  expect(readMarks(after)).toEqual(readMarks(before));
  expect(readMarkedLines(after)).toEqual(readMarkedLines(before));
}

test("init --upgrade keeps each line of the user, in its order and with its line ending, and a second one changes nothing", () => {
  fc.assert(
    fc.property(changedModels, anyBlocks, anyNewline, (models, blocks, newline) => {
      const text = numberMarks(`${blocks}\n${datasource}\n${flagged}\n${models}`).replaceAll("\n", newline);
      const after = upgrade(text);
      expectKept(text, after);
      expect(after.split("\n").length).toBe(after.split(newline).length);
      expect(upgrade(after)).toBe(after);
      const ours = new Map(readBlocks(after).map((block) => [`${block.kind} ${block.name}`, block]));
      for (const { kind, name, lines } of readBlocks(files.models)) {
        const found = ours.get(`${kind} ${name}`)?.code.replace(/[ \r]+/g, " ") ?? "";
        for (const { code } of lines) expect(found).toContain(code.replace(/ +/g, " ").trim());
      }
    }),
    { numRuns: 100 },
  );
});

test("init changes no character of the user's schema, and only adds to it", () => {
  fc.assert(
    fc.property(
      anyBlocks,
      anyBlocks,
      anyNewline,
      fc.constantFrom("", "\n", "\n\n\n", "// own_"),
      (above, below, newline, end) => {
        const once = oddBlocks.filter((block) => !above.includes(block) && below.includes(block)).join("\n");
        const text = numberMarks(`${above}\n${datasource}\n${client}${once}${end}`).replaceAll("\n", newline);
        const after = init(text);
        const added = `  previewFeatures = ["partialIndexes"]${newline}`;
        expect(after.replace(added, "").startsWith(text)).toBe(true);
        expect(after.split("\n").length).toBe(after.split(newline).length);
        expect(init(after)).toBe(after);
      },
    ),
  );
});

test("Prisma reads an upgraded schema with comments and fields of the user", async () => {
  const models = versions[0] as string;
  const changed = models
    .replace(
      "model QueueTask {",
      '// note\nmodel QueueTask { // mine\n  // note\n  tenantId String? @map("tenant_id") // mine\n',
    )
    .replace("\n}\n\n/// An attempt", "\n  /* note */ @@index([tenantId])\n  // end\n} // mine\n\n/// An attempt");
  const sql = await scriptModels(
    upgrade(`${datasource}${flagged}\n${changed}`).replace(datasource, "").replace(flagged, ""),
  );
  expect(sql).toContain('"tenant_id" TEXT');
  expect(sql).toContain('"startWithinMs" INTEGER');
});

test("a CRLF checkout of a current schema needs no upgrade", () => {
  const text = `${datasource}${flagged}\n${files.models}`.replaceAll("\n", "\r\n");
  expect(planUpgrade(createPlanned(text), files, undefined, undefined).notes).toContain("There is nothing to do.");
});

test("a schema that Prisma has formatted needs no upgrade", () => {
  const text = `${datasource}${flagged}\n${files.models.replace(/^( {2}\w+) +(\w+\S*)/gm, "$1          $2")}`;
  expect(planUpgrade(createPlanned(text), files, undefined, undefined).notes).toContain("There is nothing to do.");
});

test("a comment above the list of flags stays, and the list gets the flag", () => {
  const lists = [
    '  // previewFeatures = ["views"]',
    "  previewFeatures = [",
    '    "views", // for reports',
    "  ]",
  ].join("\n");
  const text = `${datasource}${client.replace("\n}", `\n${lists}\n}`)}`;
  expect(init(text)).toContain(lists.replace('"views", //', '"views", "partialIndexes", //'));
});

test("an existing queue.prisma in a folder of schema files is kept, and the models follow", async () => {
  const own = "model SupportQueue {\n  id Int @id\n}\n";
  const project = await createProject({ "prisma/schema/shop.prisma": shop, "prisma/schema/queue.prisma": own });
  await project.run("init");
  expect(await project.read("prisma/schema/queue.prisma")).toBe(`${own}\n${files.models}`);
});

test("something else with the name of a new file stops init before it writes", async () => {
  const project = await createProject({ "prisma/schema/shop.prisma": shop, "prisma/schema/queue.prisma/note.txt": "" });
  const before = await project.readAll();
  await expect(project.run("init")).rejects.toThrow("queue.prisma exists already");
  expect(await project.readAll()).toEqual(before);
});

test("--pg-schema changes the datasource, and not a model with its name", () => {
  const model = 'model db {\n  id Int @id\n\n  @@schema("public")\n}\n';
  const listed = datasource.replace("\n}", '\n  schemas = [\n    "public", // ours\n  ]\n}');
  const text = `${model}${listed}${flagged}`;
  const after = schemaAfter(text, planInit(createPlanned(text), files, "jobs"));
  expect(after.startsWith(`${model}${listed.replace('"public",', '"public", "jobs",')}${flagged}`)).toBe(true);
});

test("fields of the user in our models may be mapped, and a mapping to the same name is none", () => {
  const text = `${datasource}${flagged}\n${files.models}`.replace(
    "model QueueGate {\n",
    'model QueueGate {\n  tenantId String? @map("tenant_id")\n  @@map("QueueGate")\n  // @@map("gates")\n',
  );
  expect(upgrade(text)).toBe(text);
});

test("a mapping of our field is refused in each form", () => {
  for (const mapping of ['@map("x")', '@map(name: "x")', '@map( "x" )']) {
    const text = `${datasource}${flagged}\n${files.models}`.replace(
      "  reason   String?",
      `  reason   String? ${mapping}`,
    );
    expect(() => upgrade(text)).toThrow("is mapped to another name");
  }
});
