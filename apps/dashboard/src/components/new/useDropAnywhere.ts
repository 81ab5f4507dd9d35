import { useEffect, useRef } from "react";

/** Calls back with files that are dropped on the page, unless a drop zone takes them. The browser never opens a dropped file. */
export function useDropAnywhere(onFiles: (files: FileList) => void): void {
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const take = (event: DragEvent) => {
      // A drop zone has already prevented the default, which is to open the file.
      const isTaken = event.defaultPrevented;
      const files = event.dataTransfer?.files;
      if (!files || files.length === 0) return;
      event.preventDefault();
      if (!isTaken) latest.current(files);
    };
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", take);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", take);
    };
  }, []);
}
