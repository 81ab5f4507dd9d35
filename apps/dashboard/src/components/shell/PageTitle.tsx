import { type ReactNode, useEffect, useRef } from "react";

let firstPath: string | null = window.location.pathname;

/** Has another page been opened since this one was loaded? Before, the browser's own start at the top is right. */
function hasMovedOn(): boolean {
  if (window.location.pathname !== firstPath) firstPath = null;
  return firstPath === null;
}

/** The heading of a page: names the tab, and gets the focus when the page comes, so that a screen reader reads it. */
export function PageTitle({ title, children, className }: { title: string; children?: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Queue`;
  }, [title]);
  useEffect(() => {
    if (hasMovedOn()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className ?? "text-2xl font-semibold tracking-tight"}>
      {children ?? title}
    </h1>
  );
}
