import { FormField, Select, TextField } from "@package/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type ScheduleDetail } from "../api/api.ts";
import { useNotice } from "../shell/Notice.tsx";
import { readLocalInput, toLocalInput } from "../time/localInput.ts";
import { serverNow } from "../time/serverClock.ts";
import { formatInZone, ownTimeZone } from "../time/zones.ts";
import { DateField } from "./DateField.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { useScheduleChange } from "./useScheduleChange.ts";

const maxSlots = 10_000;
const dayMs = 86_400_000;
const overlaps = [
  { value: "allow", label: "Add a task for each slot" },
  { value: "skip", label: "Add at most one task" },
] as const;

/** Adds the tasks of slots in the past. It says how many slots the period has before it starts. */
export function BackfillDialog({
  schedule: { name, timeZone },
  onClose,
}: {
  schedule: ScheduleDetail;
  onClose: () => void;
}) {
  const notify = useNotice();
  const [from, setFrom] = useState(() => toLocalInput(serverNow() - dayMs));
  const [to, setTo] = useState(() => toLocalInput(serverNow()));
  const [overlap, setOverlap] = useState<"allow" | "skip">("allow");
  const [reason, setReason] = useState("");
  const [first, last] = [readLocalInput(from), readLocalInput(to)];
  const period = first && last && first <= last ? { name, from: first, to: last } : null;
  const count = useQuery({
    queryKey: ["schedules", "countSlots", period],
    queryFn: () => api.schedules.countSlots.query(period ?? { name, from: "", to: "" }),
    enabled: period !== null,
    retry: false,
  });
  const backfill = useScheduleChange(api.schedules.backfill.mutate, ({ fired, skipped, existing }) => {
    notify(`Backfilled ${name}: added ${fired} tasks, skipped ${skipped} slots, ${existing} had added one before.`);
    onClose();
  });
  const slots = period ? count.data : undefined;
  return (
    <FormDialog
      title={`Backfill ${name}`}
      submitLabel="Backfill"
      isBusy={backfill.isPending}
      isDisabled={!slots || slots > maxSlots}
      error={backfill.error ?? count.error}
      onClose={onClose}
      onSubmit={() => period && backfill.mutate({ ...period, overlap, reason })}
    >
      <p className="text-muted">It adds the tasks of slots in the past that have added none.</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <DateField label="From" value={from} onChange={setFrom} />
        <DateField label="To" value={to} onChange={setTo} />
      </div>
      <p className="text-xs text-muted">
        In your time zone, {ownTimeZone}.
        {period &&
          timeZone !== ownTimeZone &&
          ` In ${timeZone}: ${formatInZone(Date.parse(period.from), timeZone)} to ${formatInZone(Date.parse(period.to), timeZone)}.`}
      </p>
      <FormField label="Overlap">
        {(ids) => (
          <Select
            {...ids}
            options={overlaps}
            value={overlap}
            onChange={(value) => setOverlap(value === "skip" ? "skip" : "allow")}
          />
        )}
      </FormField>
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        maxLength={512}
        placeholder="Kept in the audit log"
      />
      <p role="status" className="min-h-6 font-medium">
        {describe(period !== null, slots)}
      </p>
    </FormDialog>
  );
}

function describe(isPeriod: boolean, slots: number | undefined): string {
  if (!isPeriod) return "Choose a period that ends after it begins.";
  if (slots === undefined) return "Counting slots…";
  if (slots > maxSlots) return `More than ${maxSlots.toLocaleString("en")} slots. Choose a shorter period.`;
  return slots === 1 ? "1 slot" : `${slots.toLocaleString("en")} slots`;
}
