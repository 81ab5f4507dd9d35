/** A kind of file that may be uploaded, by the ending of its name. */
export interface UploadType {
  kind: "picture" | "csv";
  mediaType: string;
}

const picture = (mediaType: string): UploadType => ({ kind: "picture", mediaType });

const uploadTypes: Readonly<Record<string, UploadType>> = {
  jpg: picture("image/jpeg"),
  jpeg: picture("image/jpeg"),
  png: picture("image/png"),
  webp: picture("image/webp"),
  avif: picture("image/avif"),
  gif: picture("image/gif"),
  tif: picture("image/tiff"),
  tiff: picture("image/tiff"),
  csv: { kind: "csv", mediaType: "text/csv" },
};

/** The endings, for a message. */
export const uploadEndings = Object.keys(uploadTypes)
  .map((ending) => `.${ending}`)
  .join(", ");

/** What a file of this name is taken for; what it really is, the worker finds out. Undefined when it may not be uploaded. */
export function uploadTypeOf(fileName: string): UploadType | undefined {
  const ending = /\.([a-z\d]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(uploadTypes, ending) ? uploadTypes[ending] : undefined;
}
