import { expect, test } from "vitest";
import { fillSnippets, findUnmarkedBlocks } from "./fillSnippets.ts";

const files: Record<string, string> = {
  "a.ts": "one\nfunction two() {\n  if (x) {\n    if (z) {\n      y();\n    }\n  }\n}\n",
};
const read = (path: string): string => files[path] ?? "";
const block = (marker: string, code: string): string =>
  `Text.\n\n<!-- ${marker} -->\n\`\`\`ts\n${code}\n\`\`\`\n\nMore.`;

test("a block gets the whole of its file", () => {
  expect(fillSnippets(block("from: a.ts", "old"), read)).toBe(block("from: a.ts", files["a.ts"]?.trimEnd() ?? ""));
});

test("a block gets some lines of its file, without their indentation", () => {
  const marker = "from: a.ts | if ( | }";
  expect(fillSnippets(block(marker, "old"), read)).toBe(block(marker, "if (x) {\n  if (z) {\n    y();\n  }\n}"));
});

test("lines that a file does not have are an error", () => {
  expect(() => fillSnippets(block("from: a.ts | three | }", "old"), read)).toThrow('a.ts has no lines from "three"');
});

test("a block without a marker stays and is found", () => {
  const document = "Text.\n\nSee:\n```ts\nx();\n```\n\n```sh\nls\n```\n";
  expect(fillSnippets(document, read)).toBe(document);
  expect(findUnmarkedBlocks(document, ["ts"])).toEqual(["See:"]);
});
