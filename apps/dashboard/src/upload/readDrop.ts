import type { ChosenFile } from "./fileRules.ts";

/** A file that was dropped; a folder among them is marked as such. */
export interface DroppedFile extends ChosenFile {
  file: File;
}

/** Returns the files of a choice. */
export function readFiles(files: Iterable<File>): DroppedFile[] {
  return [...files].map((file) => ({ file, name: file.name, size: file.size }));
}

/** Returns the files of a drop. It must be called while the event is handled: afterwards a browser tells no folders. */
export function readDrop(transfer: DataTransfer | null): DroppedFile[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === "file");
  const folders = items.map((item) => item.webkitGetAsEntry?.()?.isDirectory ?? false);
  return readFiles(transfer?.files ?? []).map((dropped, index) => ({ ...dropped, isFolder: folders[index] ?? false }));
}
