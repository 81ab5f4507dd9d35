import { type DroppedFile, readDrop } from "./readDrop.ts";

/** A place on the page that takes dropped files. */
export interface DropTarget {
  /** Whether it is for files of this name. */
  accepts: (name: string) => boolean;
  onFiles: (files: DroppedFile[]) => void;
}

const targets = new Set<DropTarget>();

/** Lets a target get files that are dropped anywhere on the page. Returns a function that ends this. */
export function addDropTarget(target: DropTarget): () => void {
  targets.add(target);
  return () => targets.delete(target);
}

/**
 * Keeps the browser from opening a file that is dropped beside a drop zone, which would leave the page. Each file goes to the first target
 * that accepts it; the first target explains why the others cannot be used. Without a target a drop is ignored.
 * @returns a function that ends this
 */
export function guardPageDrops(): () => void {
  window.addEventListener("dragover", onDragOver);
  window.addEventListener("drop", onDrop);
  return () => {
    window.removeEventListener("dragover", onDragOver);
    window.removeEventListener("drop", onDrop);
  };
}

function onDragOver(event: DragEvent): void {
  if (event.defaultPrevented || !hasFiles(event)) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = targets.size > 0 ? "copy" : "none";
}

function onDrop(event: DragEvent): void {
  // A drop zone has taken it already, or it is a text that is dropped into a field.
  if (event.defaultPrevented || !hasFiles(event)) return;
  event.preventDefault();
  distribute(readDrop(event.dataTransfer));
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

function distribute(files: DroppedFile[]): void {
  const all = [...targets];
  const targetOf = ({ name }: DroppedFile) => all.find((target) => target.accepts(name)) ?? all[0];
  for (const target of all) {
    const own = files.filter((file) => targetOf(file) === target);
    if (own.length > 0) target.onFiles(own);
  }
}
