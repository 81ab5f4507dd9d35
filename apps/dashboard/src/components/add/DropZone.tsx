import { Upload } from "lucide-react";
import { useId, useState } from "react";
import { acceptOf, type FileRule } from "../../upload/fileRules.ts";
import { cx } from "../ui/cx.ts";

interface Props {
  rule: FileRule;
  /** "Drop a photo here" */
  label: string;
  note: string;
  isMultiple?: boolean;
  onFiles: (files: File[]) => void;
}

/** Accepts files by drag and drop, click or keyboard. */
export function DropZone({ rule, label, note, isMultiple = false, onFiles }: Props) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  return (
    <div className="relative flex min-h-25 flex-1 flex-col">
      <input
        id={id}
        type="file"
        accept={acceptOf(rule)}
        multiple={isMultiple}
        aria-describedby={`${id}-note`}
        className="peer sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Without this, choosing the same file again fires no event.
          event.target.value = "";
        }}
      />
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const files = [...event.dataTransfer.files];
          onFiles(isMultiple ? files : files.slice(0, 1));
        }}
        className={cx(
          "flex flex-1 cursor-pointer flex-col items-center justify-center rounded-xl border-2 border-dashed px-4 py-3 text-center transition-colors",
          "peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent-text",
          isOver ? "border-accent bg-accent-soft" : "border-line bg-page hover:border-line-strong",
        )}
      >
        <Upload aria-hidden className="mb-1.5 size-5 text-muted" strokeWidth={1.9} />
        <span className="text-sm">
          {label} or{" "}
          <span className="font-medium text-accent-text underline underline-offset-2">
            {isMultiple ? "choose files" : "choose a file"}
          </span>
        </span>
        <span id={`${id}-note`} className="text-xs text-muted">
          {note}
        </span>
      </label>
    </div>
  );
}
