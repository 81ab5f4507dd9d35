import { type ReactNode, useEffect, useRef } from "react";
import { setPageTitle } from "./tabTitle.ts";

let firstPath: string | null = typeof window === "undefined" ? null : window.location.pathname;

/** Whether the user has navigated since the page was loaded. Before that, the browser's own focus at the top is right. */
function hasNavigated(): boolean {
  if (window.location.pathname !== firstPath) firstPath = null;
  return firstPath === null;
}

interface Props {
  title: string;
  /** The progress of the page's own task, for the tab's title. */
  progress?: string;
  children?: ReactNode;
  className?: string;
}

/** The heading of a page. Sets the tab's title, and takes the focus after navigation, so that a screen reader reads it. */
export function PageTitle({ title, progress = "", children, className }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => setPageTitle(title, progress), [title, progress]);
  useEffect(() => {
    if (hasNavigated()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className ?? "text-2xl font-semibold tracking-tight"}>
      {children ?? title}
    </h1>
  );
}
