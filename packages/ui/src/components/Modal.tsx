import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { cx } from "./cx.ts";

interface Props {
  isOpen: boolean;
  labelledBy: string;
  describedBy?: string;
  onClose: () => void;
  className?: string;
  children: ReactNode;
}

/** A modal dialog: a box in the middle, or a sheet at the bottom of a narrow screen. The native element traps the focus, and returns it. */
export function Modal({ isOpen, labelledBy, describedBy, onClose, className, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen && dialog.current?.open) dialog.current.close();
  }, [isOpen]);
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onClose={onClose}
      onClick={closeOutside}
      className={cx(
        "m-auto max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-2xl border border-line bg-surface p-0 text-ink shadow-float backdrop:bg-black/40",
        className ?? "w-[min(26rem,calc(100vw-2rem))]",
      )}
    >
      <div className="p-5">{children}</div>
    </dialog>
  );
}
