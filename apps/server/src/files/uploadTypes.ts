/** A type of file that can be uploaded, by the extension of its name. */
export interface UploadType {
  kind: "image" | "csv";
  mediaType: string;
}

const image = (mediaType: string): UploadType => ({ kind: "image", mediaType });

const uploadTypes: Readonly<Record<string, UploadType>> = {
  jpg: image("image/jpeg"),
  jpeg: image("image/jpeg"),
  png: image("image/png"),
  webp: image("image/webp"),
  avif: image("image/avif"),
  gif: image("image/gif"),
  tif: image("image/tiff"),
  tiff: image("image/tiff"),
  csv: { kind: "csv", mediaType: "text/csv" },
};

/** The extensions, for messages. */
export const uploadEndings = Object.keys(uploadTypes)
  .map((ending) => `.${ending}`)
  .join(", ");

/** Returns the type by the name of a file; the worker checks the content. Undefined when the file cannot be uploaded. */
export function uploadTypeOf(fileName: string): UploadType | undefined {
  const ending = /\.([a-z\d]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(uploadTypes, ending) ? uploadTypes[ending] : undefined;
}
