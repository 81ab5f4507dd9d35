"use client";

import { type RefObject, useEffect, useRef } from "react";

/**
 * Alt+T and F8 move the focus to the most important toast, and Esc moves it back. If the focused toast closes, the focus goes
 * to the next one, or back. Nothing else moves the focus.
 */
export function useToastKeys(section: RefObject<HTMLElement | null>, toasts: unknown): void {
  const cameFrom = useRef<HTMLElement | null>(null);
  const hadFocus = useRef(false);
  const isMovedHere = useRef(false);

  useEffect(() => {
    const isInside = (node: EventTarget | null) => node instanceof Node && (section.current?.contains(node) ?? false);
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.altKey && event.code === "KeyT") || event.key === "F8") {
        const target = firstControl(section.current);
        if (!target) return;
        event.preventDefault();
        target.focus();
      } else if (event.key === "Escape" && isInside(document.activeElement)) {
        goBack(cameFrom.current);
      }
    };
    const onFocusIn = ({ target, relatedTarget }: FocusEvent) => {
      if (isInside(target) && !isInside(relatedTarget) && !isMovedHere.current)
        cameFrom.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
      hadFocus.current = isInside(target);
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("focusin", onFocusIn);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("focusin", onFocusIn);
    };
  }, [section]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the toasts
  useEffect(() => {
    // A focused element that is removed leaves the focus to the body.
    if (!hadFocus.current || (document.activeElement !== null && document.activeElement !== document.body)) return;
    hadFocus.current = false;
    const next = firstControl(section.current);
    isMovedHere.current = true;
    if (next) next.focus();
    else goBack(cameFrom.current);
    isMovedHere.current = false;
  }, [toasts]);
}

function firstControl(section: HTMLElement | null): HTMLElement | null {
  return (
    section?.querySelector<HTMLElement>(".queue-toast-list :is(a, button:not(:disabled))") ??
    section?.querySelector<HTMLElement>(":is(a, button:not(:disabled))") ??
    null
  );
}

function goBack(element: HTMLElement | null): void {
  if (element?.isConnected) element.focus({ preventScroll: true });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
