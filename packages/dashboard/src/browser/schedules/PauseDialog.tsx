import { TextField } from "@package/ui";
import { useState } from "react";
import { api } from "../api/api.ts";
import { useNotice } from "../shell/Notice.tsx";
import { readLocalInput } from "../time/localInput.ts";
import { ownTimeZone } from "../time/zones.ts";
import { DateField } from "./DateField.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { useScheduleChange } from "./useScheduleChange.ts";

/** Pauses a schedule, with a reason and an end. */
export function PauseDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const notify = useNotice();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const pause = useScheduleChange(api.schedules.pause.mutate, () => {
    notify(`Paused ${name}.`);
    onClose();
  });
  const end = readLocalInput(until);
  return (
    <FormDialog
      title={`Pause ${name}?`}
      submitLabel="Pause"
      isBusy={pause.isPending}
      error={pause.error}
      onClose={onClose}
      onSubmit={() => pause.mutate({ name, reason, ...(end ? { until: end } : {}) })}
    >
      <p className="text-muted">It adds no tasks until it is resumed. Its tasks that exist continue.</p>
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        maxLength={512}
        placeholder="Kept in the audit log"
      />
      <DateField
        label="Until"
        hint={`In your time zone, ${ownTimeZone}. Empty: until somebody resumes it.`}
        value={until}
        onChange={setUntil}
      />
    </FormDialog>
  );
}
