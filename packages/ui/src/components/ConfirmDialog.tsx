import { type ReactNode, useId } from "react";
import { Button } from "./Button.tsx";
import { Modal } from "./Modal.tsx";

interface Props {
  isOpen: boolean;
  title: string;
  confirmLabel: string;
  /** Label of the button that changes nothing. */
  keepLabel: string;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for confirmation before an action that cannot be undone. */
export function ConfirmDialog({ isOpen, title, confirmLabel, keepLabel, children, onConfirm, onClose }: Props) {
  const id = useId();
  return (
    <Modal isOpen={isOpen} labelledBy={`${id}-title`} describedBy={`${id}-text`} onClose={onClose}>
      <h2 id={`${id}-title`} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      <p id={`${id}-text`} className="mt-1.5 text-sm break-words text-muted">
        {children}
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{keepLabel}</Button>
        <Button tone="danger" onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}
