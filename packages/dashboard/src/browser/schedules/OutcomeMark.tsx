import { cx } from "@package/ui";
import type { Slot } from "../api/api.ts";
import { formatInZone } from "../time/zones.ts";
import { outcomes } from "./StatusMark.tsx";

/** The outcome of a slot as a word with an icon. */
export function OutcomeMark({ outcome }: Pick<Slot, "outcome">) {
  const { label, icon: Icon, text, title } = outcomes[outcome];
  return (
    <span title={title} className={cx("inline-flex items-center gap-1.5 text-[0.8125rem] font-medium", text)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {label}
    </span>
  );
}

/** The latest slots of a schedule as bars, newest on the right. The height says the outcome, not the colour alone. */
export function SlotStrip({ slots, timeZone }: { slots: readonly Slot[]; timeZone: string }) {
  const last = slots[0];
  if (!last) return <span className="text-[0.8125rem] text-muted">No slots yet</span>;
  const counts = Object.entries(outcomes)
    .map(
      ([outcome, { label }]) => [slots.filter((slot) => slot.outcome === outcome).length, label.toLowerCase()] as const,
    )
    .filter(([count]) => count > 0);
  return (
    <span className="flex items-center gap-3">
      <span className="flex w-20 shrink-0">
        <OutcomeMark outcome={last.outcome} />
      </span>
      <span
        role="img"
        aria-label={`Latest ${slots.length} slots: ${counts.map(([count, label]) => `${count} ${label}`).join(", ")}`}
        className="flex h-4 items-end gap-0.5"
      >
        {slots.toReversed().map(({ slot, outcome }) => (
          <span
            key={slot}
            data-bar
            title={`${formatInZone(Date.parse(slot), timeZone)}: ${outcomes[outcome].title}`}
            className={cx("w-1 rounded-sm", outcomes[outcome].bar)}
          />
        ))}
      </span>
    </span>
  );
}
