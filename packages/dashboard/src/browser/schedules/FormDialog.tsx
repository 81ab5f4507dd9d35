import { Button, explainError, Modal } from "@package/ui";
import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  submitLabel: string;
  tone?: "primary" | "danger";
  isBusy: boolean;
  isDisabled?: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with a form, its error, and a button that sends it. */
export function FormDialog({ title, submitLabel, tone = "primary", isBusy, isDisabled, error, ...rest }: Props) {
  const titleId = useId();
  return (
    <Modal isOpen labelledBy={titleId} onClose={rest.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rest.onSubmit();
        }}
      >
        <h2 id={titleId} className="text-lg font-semibold tracking-tight break-words">
          {title}
        </h2>
        <div className="mt-3 space-y-3 text-sm">{rest.children}</div>
        {error != null && (
          <p role="alert" className="mt-3 text-sm break-words text-failed">
            {explainError(error).message}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={rest.onClose}>Cancel</Button>
          <Button type="submit" tone={tone} isBusy={isBusy} disabled={isDisabled}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
