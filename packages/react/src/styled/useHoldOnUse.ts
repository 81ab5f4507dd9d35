"use client";

import { type FocusEvent, type RefObject, useEffect, useRef } from "react";

/** Returns handlers that stop the time of toasts while the pointer is over them, or the focus is in them. */
export function useHoldOnUse(section: RefObject<HTMLElement | null>, holdTime: () => () => void, toasts: unknown) {
  const holds = useRef<{ pointer?: (() => void) | undefined; focus?: (() => void) | undefined }>({});
  const release = (kind: "pointer" | "focus") => {
    holds.current[kind]?.();
    holds.current[kind] = undefined;
  };
  // An element that is removed reports neither that the pointer has left it nor that it has lost the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the toasts
  useEffect(() => {
    if (!section.current?.contains(document.activeElement)) release("focus");
    if (!section.current?.matches(":hover")) release("pointer");
  }, [toasts]);
  useEffect(
    () => () => {
      holds.current.pointer?.();
      holds.current.focus?.();
      holds.current = {};
    },
    [],
  );
  return {
    onPointerEnter: () => {
      holds.current.pointer ??= holdTime();
    },
    onPointerLeave: () => release("pointer"),
    onFocus: () => {
      holds.current.focus ??= holdTime();
    },
    onBlur: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) release("focus");
    },
  };
}
