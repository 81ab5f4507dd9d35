import { CircleAlert, CircleCheck } from "lucide-react";
import type { FileRule } from "../../upload/fileRules.ts";
import type { UploadState } from "../../upload/useUploads.ts";
import { Button } from "../ui/Button.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { DropZone } from "./DropZone.tsx";

interface Props {
  rule: FileRule;
  label: string;
  note: string;
  isMultiple?: boolean;
  state: UploadState;
  onFiles: (files: File[]) => void;
  onStop: () => void;
}

/** The drop zone or the running upload, and the outcome of the last one. */
export function UploadPanel({ state, onFiles, onStop, ...zone }: Props) {
  return (
    <div className="flex flex-1 flex-col">
      {state.step === "sending" ? <Sending state={state} onStop={onStop} /> : <DropZone {...zone} onFiles={onFiles} />}
      <div role="status" className="text-[0.8125rem]">
        {state.step === "added" && (
          <p className="mt-2 flex items-start gap-1.5 text-completed">
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 break-words">
              {state.count === 1 ? `${state.fileName} added to the queue.` : `${state.count} files added to the queue.`}
            </span>
          </p>
        )}
      </div>
      {state.step === "failed" && (
        <p role="alert" className="mt-2 flex items-start gap-1.5 text-[0.8125rem] text-failed">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">{state.message}</span>
        </p>
      )}
    </div>
  );
}

function Sending({ state, onStop }: { state: Extract<UploadState, { step: "sending" }>; onStop: () => void }) {
  const { fileName, percent, place, count } = state;
  return (
    <div className="flex min-h-25 flex-1 flex-col justify-center gap-2 rounded-xl border-2 border-line bg-page px-4 py-2">
      <p className="truncate text-sm">
        Uploading {count > 1 && `${place} of ${count}: `}
        {fileName}
      </p>
      <ProgressBar percent={percent} label={`Upload of ${fileName}`} />
      <div className="flex items-center justify-between">
        <span aria-hidden className="text-xs text-muted tabular-nums">
          {percent} %
        </span>
        <Button size="small" tone="quiet" onClick={onStop}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
