import { formatAge, formatExactTime, formatRelativeTime } from "./formatTime.ts";
import { useNowText } from "./useNow.ts";

interface Props {
  iso: string;
  /** "2 min" instead of "2 minutes ago". */
  isShort?: boolean;
  className?: string;
}

/** A time relative to the server's clock; the exact time is its tooltip. */
export function RelativeTime({ iso, isShort = false, className }: Props) {
  const timeMs = Date.parse(iso);
  const text = useNowText((nowMs) => (isShort ? formatAge(nowMs - timeMs) : formatRelativeTime(timeMs, nowMs)));
  return (
    <time dateTime={iso} title={formatExactTime(timeMs)} className={className}>
      {text}
    </time>
  );
}
