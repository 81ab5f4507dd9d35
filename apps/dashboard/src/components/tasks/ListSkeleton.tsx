import { Skeleton } from "@package/ui";

const widths = ["w-64", "w-48", "w-72", "w-56", "w-40", "w-60"];

/** Placeholder rows, as tall as the rows of the list. They appear after 150 ms, so that a fast response shows none. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading tasks" className="appear-late divide-y divide-line">
      {widths.map((width) => (
        <div key={width} className="flex h-14 items-center gap-4 px-4 sm:h-9.5">
          <Skeleton className="h-3.5 w-24" />
          <Skeleton className={`h-3.5 max-w-[50%] ${width}`} />
          <Skeleton className="ml-auto h-3 w-10" />
        </div>
      ))}
    </div>
  );
}
