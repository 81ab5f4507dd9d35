"use client";

import { type RefObject, useEffect } from "react";

const narrow = "(max-width: 640px)";
const fields = "input:not([type=hidden]), textarea, select, [contenteditable=true]";

/** On a narrow screen, hides the toasts while they would cover a form field. */
export function useAvoidFields(section: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = section.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    let frame = 0;
    const update = () => {
      frame = 0;
      const isHidden = element.offsetHeight > 0 && window.matchMedia(narrow).matches && coversField(element);
      element.toggleAttribute("data-hidden", isHidden);
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(update);
    };
    const observer = new ResizeObserver(schedule);
    observer.observe(element);
    observer.observe(document.body);
    document.addEventListener("scroll", schedule, { passive: true, capture: true });
    document.addEventListener("focusin", schedule);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      document.removeEventListener("scroll", schedule, { capture: true });
      document.removeEventListener("focusin", schedule);
    };
  }, [section]);
}

function coversField(section: HTMLElement): boolean {
  const cover = section.getBoundingClientRect();
  return [...document.querySelectorAll(fields)].some((field) => {
    const { top, bottom, height } = field.getBoundingClientRect();
    return height > 0 && !section.contains(field) && top < cover.bottom && bottom > cover.top;
  });
}
