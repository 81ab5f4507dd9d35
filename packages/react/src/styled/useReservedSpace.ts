"use client";

import { type RefObject, useEffect } from "react";

const variable = "--queue-toast-space";

/**
 * Sets the CSS variable `--queue-toast-space` of the page to the height that the toasts cover at its bottom, so that the page
 * can leave this space free.
 */
export function useReservedSpace(section: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = section.current;
    const root = document.documentElement;
    if (!element || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      const heightPx = element.offsetHeight;
      if (heightPx === 0) root.style.removeProperty(variable);
      else root.style.setProperty(variable, `${Math.ceil(heightPx + 2 * bottomOf(element))}px`);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.style.removeProperty(variable);
    };
  }, [section]);
}

function bottomOf(element: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(element).bottom) || 0;
}
