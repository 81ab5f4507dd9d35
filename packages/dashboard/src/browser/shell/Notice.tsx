import { IconButton } from "@package/ui";
import { X } from "lucide-react";
import { createContext, type ReactNode, use, useEffect, useState } from "react";

const shownMs = 8_000;

const NoticeContext = createContext<(text: string) => void>(() => {});

/** Returns a function that shows for some seconds what an action did. */
export function useNotice(): (text: string) => void {
  return use(NoticeContext);
}

/** Shows the last notice at the bottom of the page. A screen reader reads it. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<{ text: string } | null>(null);
  const [show] = useState(() => (text: string) => setNotice({ text }));
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(null), shownMs);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <NoticeContext value={show}>
      {children}
      <div role="status" className="pointer-events-none fixed inset-x-3 bottom-4 z-40 flex justify-center">
        {notice && (
          <p className="pointer-events-auto flex max-w-xl items-center gap-2 rounded-xl border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-float">
            <span className="min-w-0 break-words">{notice.text}</span>
            <IconButton label="Dismiss" icon={<X className="size-4" />} onClick={() => setNotice(null)} />
          </p>
        )}
      </div>
    </NoticeContext>
  );
}
