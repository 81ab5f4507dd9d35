import { Button, Modal, TextField } from "@package/ui";
import { useState } from "react";
import { api, type ScheduleDetail } from "../api/api.ts";
import { useNotice } from "../shell/Notice.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { useScheduleChange } from "./useScheduleChange.ts";

interface Props {
  schedule: ScheduleDetail;
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks whether to delete a schedule, and deletes it; or says why a declared one cannot be deleted. */
export function DeleteDialog({ schedule: { name, isDeclared, release }, onClose, onDeleted }: Props) {
  const notify = useNotice();
  const [reason, setReason] = useState("");
  const remove = useScheduleChange(api.schedules.delete.mutate, () => {
    notify(`Deleted ${name}.`);
    onDeleted();
  });
  if (isDeclared)
    return (
      <Modal isOpen labelledBy="delete-title" describedBy="delete-text" onClose={onClose}>
        <h2 id="delete-title" className="text-lg font-semibold tracking-tight break-words">
          {name} cannot be deleted here
        </h2>
        <p id="delete-text" className="mt-1.5 text-sm break-words text-muted">
          The running code of release “{release}” declares it, and would create it again. Remove it from the option{" "}
          <code>schedules</code> of that code, or pause it.
        </p>
        <div className="mt-5 flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </Modal>
    );
  return (
    <FormDialog
      title={`Delete ${name}?`}
      submitLabel="Delete"
      tone="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onSubmit={() => remove.mutate({ name, reason })}
    >
      <p className="text-muted">It adds no further tasks. Its tasks stay, and its slots are kept for 90 days.</p>
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        maxLength={512}
        placeholder="Kept in the audit log"
      />
    </FormDialog>
  );
}
