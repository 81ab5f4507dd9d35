/** A code block, and the line above it that names its file. */
const marked =
  /^<!-- from: (?<path>\S+?)(?: \| (?<first>.+?) \| (?<last>.+?))? -->\n```(?<language>\w+)\n[\s\S]*?^```$/gm;

const anyBlock = /^(?<above>.*)\n```(?<language>\w+)\n/gm;

/**
 * Returns the document with each marked code block updated from its file. `<!-- from: examples/a.ts -->` takes the whole file.
 * `<!-- from: examples/a.ts | const a = | }); -->` takes the lines from the first one that begins with `const a =` to the next
 * `});` with the same indentation, and removes that indentation.
 * @param readFile - returns the text of a file, by its path from the root of the repository
 * @throws Error if a file has no such lines
 */
export function fillSnippets(document: string, readFile: (path: string) => string): string {
  return document.replaceAll(marked, (_block, ...rest) => {
    const { path, first, last, language } = rest.at(-1) as Record<string, string>;
    const lines = readFile(path as string)
      .trimEnd()
      .split("\n");
    const part = first === undefined ? lines : cutLines(lines, first, last as string, path as string);
    const marker = first === undefined ? `from: ${path}` : `from: ${path} | ${first} | ${last}`;
    return `<!-- ${marker} -->\n\`\`\`${language}\n${part.join("\n")}\n\`\`\``;
  });
}

/** Returns the code blocks of these languages that name no file, by the line above them. */
export function findUnmarkedBlocks(document: string, languages: readonly string[]): string[] {
  return [...document.matchAll(anyBlock)]
    .filter(({ groups }) => languages.includes(groups?.language as string) && !groups?.above?.startsWith("<!-- from: "))
    .map(({ groups }) => groups?.above ?? "");
}

function cutLines(lines: readonly string[], first: string, last: string, path: string): string[] {
  const from = lines.findIndex((line) => line.trimStart().startsWith(first));
  const indent = /^ */.exec(lines[from] ?? "")?.[0];
  const to = lines.findIndex((line, index) => index >= from && line === `${indent}${last}`);
  if (from < 0 || to < 0) throw new Error(`${path} has no lines from "${first}" to "${last}".`);
  return lines.slice(from, to + 1).map((line) => line.slice(indent?.length));
}
