import { formatRelativeTime } from "./formatRelativeTime.ts";
import { useServerNow } from "./useServerNow.ts";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** How long ago, by the server's clock; the exact time shows when the pointer rests on it. */
export function RelativeTime({ iso, className }: { iso: string; className?: string }) {
  const now = useServerNow();
  const timeMs = Date.parse(iso);
  return (
    <time dateTime={iso} title={exact.format(timeMs)} className={className}>
      {formatRelativeTime(timeMs, now)}
    </time>
  );
}
