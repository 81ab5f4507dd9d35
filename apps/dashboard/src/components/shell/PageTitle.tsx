import { type ReactNode, useEffect, useRef } from "react";

let firstPath: string | null = window.location.pathname;

/** Whether the user has navigated since the page was loaded. Before that, the browser's own focus at the top is right. */
function hasNavigated(): boolean {
  if (window.location.pathname !== firstPath) firstPath = null;
  return firstPath === null;
}

/** The heading of a page. Sets the tab's title, and takes the focus after navigation, so that a screen reader reads it. */
export function PageTitle({ title, children, className }: { title: string; children?: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Queue`;
  }, [title]);
  useEffect(() => {
    if (hasNavigated()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className ?? "text-2xl font-semibold tracking-tight"}>
      {children ?? title}
    </h1>
  );
}
