/** A supported image format. */
export type ImageType = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif";

/** Detects the image format by the content and not by the name. For other files, returns a sentence that says what the file is. */
export function detectImageType(bytes: Uint8Array): { type: ImageType } | { problem: string } {
  const head = Buffer.from(bytes.subarray(0, 512)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return { type: "jpeg" };
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return { type: "png" };
  if (/^RIFF.{4}WEBP/s.test(head)) return { type: "webp" };
  if (/^GIF8[79]a/.test(head)) return { type: "gif" };
  if (/^(II\*\0|MM\0\*)/.test(head)) return { type: "tiff" };
  // The file lists its brands in groups of four letters; "avif" need not be the first.
  if (/^.{4}ftyp(.{4}){0,12}?avi[fs]/s.test(head)) return { type: "avif" };
  return { problem: describeOther(head) };
}

function describeOther(head: string): string {
  if (head === "") return "The file is empty";
  if (/^.{4}ftyp(hei|hev|mif1|msf1)/s.test(head)) {
    return "The file is a HEIC image, which is not supported; save it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)";
  }
  if (/<svg[\s>]/i.test(head)) return "The file is an SVG drawing, which is not supported; save it as PNG";
  if (/<(!doctype html|html)/i.test(head)) return "The file is a web page, not an image";
  if (head.startsWith("%PDF")) return "The file is a PDF, not an image";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters distinguish binary files from text
  if (!/[\x00-\x08\x0e-\x1a\x7f]/.test(head)) return "The file is a text file, not an image";
  return "The file is not a supported image (JPEG, PNG, WebP, GIF, TIFF or AVIF)";
}
