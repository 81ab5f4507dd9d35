import { Skeleton } from "../ui/Skeleton.tsx";

/** Placeholder rows, as tall as the rows of the list. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading tasks" className="divide-y divide-line">
      {["a", "b", "c"].map((key) => (
        <div key={key} className="flex items-center gap-4 px-5 py-4">
          <Skeleton className="hidden size-9 rounded-xl sm:block" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="h-6 w-24 rounded-full" />
        </div>
      ))}
    </div>
  );
}
