import { cx } from "@package/ui";
import { Upload } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { acceptOf, type FileRule, hasRightEnding } from "../../upload/fileRules.ts";
import { addDropTarget } from "../../upload/pageDrop.ts";
import { type DroppedFile, readDrop, readFiles } from "../../upload/readDrop.ts";

interface Props {
  rule: FileRule;
  /** "Drop photos here" */
  label: string;
  note: string;
  onFiles: (files: DroppedFile[]) => void;
}

/** Accepts files by drag and drop, here or anywhere on the page, by click or keyboard. */
export function DropZone({ rule, label, note, onFiles }: Props) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent(onFiles);
  const zone = useRef<HTMLLabelElement>(null);
  useEffect(() => {
    return addDropTarget({
      // Also in a dialog that is closed, or behind another form.
      isVisible: () => zone.current?.checkVisibility?.() ?? true,
      accepts: (name) => hasRightEnding(name, rule),
      onFiles: (files) => take(files),
    });
  }, [rule]);
  return (
    <div className="relative flex min-h-25 flex-1 flex-col">
      <input
        id={id}
        type="file"
        accept={acceptOf(rule)}
        multiple
        aria-describedby={`${id}-note`}
        className="peer sr-only"
        onChange={(event) => {
          onFiles(readFiles(event.target.files ?? []));
          // Without this, choosing the same file again fires no event.
          event.target.value = "";
        }}
      />
      <label
        ref={zone}
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={({ currentTarget, relatedTarget }) => {
          // The pointer has moved to a child.
          if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          onFiles(readDrop(event.dataTransfer));
        }}
        className={cx(
          "flex flex-1 cursor-pointer flex-col items-center justify-center rounded-xl border-2 border-dashed px-4 py-3 text-center transition-colors *:pointer-events-none",
          "peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent-text",
          isOver ? "border-accent bg-accent-soft" : "border-line bg-page hover:border-line-strong",
        )}
      >
        <Upload aria-hidden className="mb-1.5 size-5 text-muted" strokeWidth={1.9} />
        <span className="text-sm">
          {label} or <span className="font-medium text-accent-text underline underline-offset-2">choose files</span>
        </span>
        <span id={`${id}-note`} className="text-xs text-muted">
          {note}
        </span>
      </label>
    </div>
  );
}
