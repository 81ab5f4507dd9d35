/** Strings, and comments to the end of a line or between marks. Strings come first, because they may contain marks of comments. */
const token = /"(?:[^"\\\n]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");

/** A schema's text in three forms of the same length, so that positions of one are positions of the others. */
export interface Masked {
  /** Spaces in place of comments. */
  code: string;
  /** Spaces in place of comments and strings. */
  bare: string;
  /** Only the comments that begin with `///`. */
  docs: string;
}

/** Returns the text with spaces in place of what is no code. */
export function maskComments(text: string): Masked {
  let docs = "";
  let end = 0;
  const keepDoc = (found: string, at: number): void => {
    docs += blank(text.slice(end, at)) + (found.startsWith("///") ? found : blank(found));
    end = at + found.length;
  };
  const code = text.replace(token, (found, at: number) => {
    keepDoc(found, at);
    return found.startsWith('"') ? found : blank(found);
  });
  return { code, bare: code.replace(token, blank), docs: docs + blank(text.slice(end)) };
}
