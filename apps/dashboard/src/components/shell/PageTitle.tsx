import { type ReactNode, useEffect, useRef } from "react";

/** The heading of a page: names the tab, and gets the focus when the page comes, so that a screen reader reads it. */
export function PageTitle({ title, children, className }: { title: string; children?: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Queue`;
  }, [title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={className ?? "text-2xl font-semibold tracking-tight"}>
      {children ?? title}
    </h1>
  );
}
