import { type RefObject, useEffect, useRef, useState } from "react";

interface Popover<TContainer extends HTMLElement> {
  isOpen: boolean;
  /** Around the button and what it opens. */
  container: RefObject<TContainer | null>;
  trigger: RefObject<HTMLButtonElement | null>;
  toggle(): void;
  close(): void;
}

/** State of a popover that a button opens. Escape, a click outside and leaving it close it; Escape returns the focus. */
export function usePopover(): Popover<HTMLDivElement> {
  const [isOpen, setOpen] = useState(false);
  const container = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !container.current?.contains(event.target)) setOpen(false);
    };
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      trigger.current?.focus();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, [isOpen]);
  return { isOpen, container, trigger, toggle: () => setOpen((was) => !was), close: () => setOpen(false) };
}

export const popoverStyle =
  "absolute top-full right-0 z-40 mt-2 rounded-2xl border border-line bg-surface p-1.5 shadow-float";
