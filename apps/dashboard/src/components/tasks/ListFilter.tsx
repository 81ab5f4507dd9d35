import { Select } from "@package/ui";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type TaskQuery, toSearch, typeNames } from "../../tasks/findTasks.ts";

const delayMs = 300;

/** Search words and the type. Both are in the page's address; typing changes it after 300 ms, without an entry in the history. */
export function ListFilter({ query }: { query: TaskQuery }) {
  const navigate = useNavigate();
  const [text, setText] = useState(query.search);
  const [known, setKnown] = useState(query.search);
  // Back, Forward and "Clear search" change the address from outside.
  if (known !== query.search) {
    setKnown(query.search);
    if (text.trim() !== query.search) setText(query.search);
  }
  const latest = useRef(query);
  useEffect(() => {
    latest.current = query;
  });
  useEffect(() => {
    const search = text.trim();
    if (search === latest.current.search) return;
    const timer = setTimeout(() => {
      void navigate({ to: "/", search: toSearch({ ...latest.current, search }), replace: true, resetScroll: false });
    }, delayMs);
    return () => clearTimeout(timer);
  }, [text, navigate]);
  const options = [
    { value: "", label: "All types" },
    ...Object.entries(typeNames).map(([value, label]) => ({ value, label })),
    ...(query.type && !(query.type in typeNames) ? [{ value: query.type, label: query.type }] : []),
  ];
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 px-3 py-1.5 sm:flex-none sm:py-0">
      <div className="relative min-w-0 flex-1 sm:w-52">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          data-filter
          aria-label="Search tasks"
          aria-keyshortcuts="/"
          placeholder="Search"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setText("");
          }}
          className="touch-target h-7 w-full rounded-lg border border-line-strong bg-surface pr-2 pl-7.5 text-[0.8125rem] placeholder:text-muted"
        />
      </div>
      <Select
        isSmall
        aria-label="Type"
        options={options}
        value={query.type ?? ""}
        onChange={(type) =>
          void navigate({ to: "/", search: toSearch({ ...query, type: type || undefined }), resetScroll: false })
        }
      />
    </div>
  );
}
