import { useEffect, useRef } from "react";
import type { AddTask } from "../../upload/createUploadQueue.ts";
import type { FileRule } from "../../upload/fileRules.ts";
import { useUploads } from "../../upload/useUploads.ts";
import { DropZone } from "./DropZone.tsx";
import { OfflineNote } from "./OfflineNote.tsx";
import { summarizeUploads } from "./summarizeUploads.ts";
import { UploadRow } from "./UploadRow.tsx";

interface Props {
  rule: FileRule;
  label: string;
  note: string;
  addTask: AddTask;
  /** Called when all files that were chosen are in the queue. */
  onAdded?: (() => void) | undefined;
}

/** The drop zone, and below it each file with its progress or its outcome. */
export function UploadPanel({ rule, label, note, addTask, onAdded }: Props) {
  const { uploads, queue } = useUploads(rule);
  const areAllAdded = uploads.length > 0 && uploads.every(({ step }) => step === "added");
  // The uploads are older than this form if it was closed in the meantime.
  const wereAllAdded = useRef(areAllAdded);
  useEffect(() => {
    if (areAllAdded && !wereAllAdded.current) onAdded?.();
    wereAllAdded.current = areAllAdded;
  }, [areAllAdded, onAdded]);
  return (
    <div className="flex flex-1 flex-col">
      <DropZone rule={rule} label={label} note={note} onFiles={(files) => queue.add(files, addTask)} />
      <OfflineNote>Files that you add are sent when you are back.</OfflineNote>
      <p role="status" className="sr-only">
        {summarizeUploads(uploads)}
      </p>
      {uploads.length > 0 && (
        <ul
          aria-label="Files"
          className="mt-2 max-h-56 w-0 min-w-full divide-y divide-line overflow-y-auto text-[0.8125rem]"
        >
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} queue={queue} />
          ))}
        </ul>
      )}
    </div>
  );
}
