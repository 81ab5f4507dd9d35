/** A kind of picture that is taken, by its first bytes. */
export type PictureType = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif";

/** Tells a picture by its content, whatever its name says; answers a text that says what it is instead. */
export function detectPictureType(bytes: Uint8Array): { type: PictureType } | { problem: string } {
  const head = Buffer.from(bytes.subarray(0, 512)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return { type: "jpeg" };
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return { type: "png" };
  if (/^RIFF.{4}WEBP/s.test(head)) return { type: "webp" };
  if (/^GIF8[79]a/.test(head)) return { type: "gif" };
  if (/^(II\*\0|MM\0\*)/.test(head)) return { type: "tiff" };
  // The brands of the file follow each other in groups of four letters; "avif" need not be the first.
  if (/^.{4}ftyp(.{4}){0,12}?avi[fs]/s.test(head)) return { type: "avif" };
  return { problem: describeOther(head) };
}

function describeOther(head: string): string {
  if (head === "") return "The file is empty";
  if (/^.{4}ftyp(hei|hev|mif1|msf1)/s.test(head)) {
    return "The file is a HEIC photo, which cannot be read here; save it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)";
  }
  if (/<svg[\s>]/i.test(head)) return "The file is an SVG drawing, not a photo";
  if (/<(!doctype html|html)/i.test(head)) return "The file is a web page, not a picture";
  if (head.startsWith("%PDF")) return "The file is a PDF, not a picture";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells text from binary
  if (!/[\x00-\x08\x0e-\x1a\x7f]/.test(head)) return "The file is a text, not a picture";
  return "The file is not a picture";
}
