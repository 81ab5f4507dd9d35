import { type RefObject, useCallback, useEffect, useState } from "react";
import { arrangeRows, noRows, type Rows } from "./arrangeRows.ts";
import type { TaskQuery } from "./findTasks.ts";
import type { FoundTasks } from "./useFoundTasks.ts";

interface ArrangedRows extends Rows {
  /** Moves the list to its newest state at once. */
  release(): void;
}

/**
 * Returns the rows of the list. They keep their places while the user points at the list, has the focus in it, or has scrolled into it.
 * Another query starts again.
 */
export function useRows(
  query: TaskQuery,
  { found, known }: FoundTasks,
  list: RefObject<HTMLElement | null>,
): ArrangedRows {
  const [isHeld, hold] = useState(false);
  const key = JSON.stringify(query);
  const [state, setState] = useState({ key, found, known, isHeld, rows: arrangeRows(noRows, found, known, false) });
  // The rows follow from the previous ones, so they are state. Setting it while rendering avoids a frame with the old rows.
  const isCurrent = state.key === key && state.found === found && state.known === known && state.isHeld === isHeld;
  const arrange = (isFixed: boolean) => ({
    key,
    found,
    known,
    isHeld,
    rows: arrangeRows(state.key === key ? state.rows : noRows, found, known, isFixed),
  });
  if (!isCurrent) setState(arrange(isHeld));
  useEffect(() => watchUse(list.current, hold), [list]);
  const release = useCallback(() => {
    setState((now) => ({ ...now, rows: arrangeRows(noRows, now.found, now.known, false) }));
  }, []);
  return { ...state.rows, release };
}

/** Tells whether the user is using an element: points at it, has the focus in it, or has scrolled its top out of view. */
function watchUse(element: HTMLElement | null, onChange: (isUsed: boolean) => void): () => void {
  if (!element) return () => {};
  let isPointed = false;
  const tell = () => {
    const isFocused = element.contains(document.activeElement);
    onChange(isPointed || isFocused || element.getBoundingClientRect().top < 0);
  };
  const point = (event: PointerEvent) => {
    isPointed = event.type === "pointerenter" && event.pointerType !== "touch";
    tell();
  };
  // At the time of focusout the focus is nowhere.
  const tellSoon = () => queueMicrotask(tell);
  element.addEventListener("pointerenter", point);
  element.addEventListener("pointerleave", point);
  element.addEventListener("focusin", tell);
  element.addEventListener("focusout", tellSoon);
  window.addEventListener("scroll", tell, { passive: true });
  return () => {
    element.removeEventListener("pointerenter", point);
    element.removeEventListener("pointerleave", point);
    element.removeEventListener("focusin", tell);
    element.removeEventListener("focusout", tellSoon);
    window.removeEventListener("scroll", tell);
  };
}
