import { useEffect, useEffectEvent } from "react";
import { type DroppedFile, readDrop } from "./readDrop.ts";

/** A place on the page that takes dropped files. */
export interface DropTarget {
  /** Whether the user can see it now. */
  isVisible: () => boolean;
  /** Whether it is for files of this name. */
  accepts: (name: string) => boolean;
  onFiles: (files: DroppedFile[]) => void;
}

type Fallback = (files: readonly File[]) => void;

const targets = new Set<DropTarget>();
const fallbacks = new Set<Fallback>();

/** Lets a target get files that are dropped anywhere on the page, while it is visible. Returns a function that ends this. */
export function addDropTarget(target: DropTarget): () => void {
  targets.add(target);
  return () => targets.delete(target);
}

/** Calls back with files that are dropped on the page while no visible target is for them, for example to open the form that is. */
export function usePageDrop(onFiles: Fallback): void {
  const call = useEffectEvent(onFiles);
  useEffect(() => {
    const fallback: Fallback = (files) => call(files);
    fallbacks.add(fallback);
    return () => void fallbacks.delete(fallback);
  }, []);
}

/**
 * Keeps the browser from opening a file that is dropped beside a drop zone, which would leave the page. Each file goes to the first
 * visible target that accepts it; the first target explains why the others cannot be used. If nothing takes files, a drop is ignored.
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
  const isTaken = fallbacks.size > 0 || visibleTargets().length > 0;
  if (event.dataTransfer) event.dataTransfer.dropEffect = isTaken ? "copy" : "none";
}

function onDrop(event: DragEvent): void {
  // A drop zone has taken it already, or it is a text that is dropped into a field.
  if (event.defaultPrevented || !hasFiles(event)) return;
  event.preventDefault();
  const files = readDrop(event.dataTransfer);
  const visible = visibleTargets();
  const [fallback] = fallbacks;
  const isAccepted = files.some(({ name }) => visible.some((target) => target.accepts(name)));
  if (fallback && !isAccepted) fallback(files.map(({ file }) => file));
  else distribute(files, visible);
}

function visibleTargets(): DropTarget[] {
  return [...targets].filter((target) => target.isVisible());
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

function distribute(files: readonly DroppedFile[], visible: readonly DropTarget[]): void {
  const targetOf = ({ name }: DroppedFile) => visible.find((target) => target.accepts(name)) ?? visible[0];
  for (const target of visible) {
    const own = files.filter((file) => targetOf(file) === target);
    if (own.length > 0) target.onFiles(own);
  }
}
