"use client";

import { type PointerEvent, useRef } from "react";

const thresholdPx = 60;

/** Returns handlers of an element that a finger can push aside. */
export function useSwipe(onSwipe: () => void) {
  const start = useRef<{ x: number; id: number }>(undefined);
  const move = (element: HTMLElement, px: number) => {
    element.style.translate = px === 0 ? "" : `${px}px`;
    element.style.opacity = px === 0 ? "" : String(Math.max(1 - Math.abs(px) / 240, 0.3));
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const isControl = event.target instanceof Element && event.target.closest("a, button") !== null;
      if (event.pointerType === "touch" && !isControl) start.current = { x: event.clientX, id: event.pointerId };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (start.current?.id !== event.pointerId) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      move(event.currentTarget, event.clientX - start.current.x);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (start.current?.id !== event.pointerId) return;
      const distancePx = Math.abs(event.clientX - start.current.x);
      start.current = undefined;
      if (distancePx >= thresholdPx) onSwipe();
      else move(event.currentTarget, 0);
    },
    // The browser has begun to scroll.
    onPointerCancel(event: PointerEvent<HTMLElement>) {
      start.current = undefined;
      move(event.currentTarget, 0);
    },
  };
}
