import { cx, IconButton, Modal } from "@package/ui";
import { FileSpreadsheet, Image, type LucideIcon, Mail, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { SessionUser } from "../../session/useSession.ts";
import { AddContacts } from "../add/AddContacts.tsx";
import { AddEmail } from "../add/AddEmail.tsx";
import { AddPhoto } from "../add/AddPhoto.tsx";
import { type DroppedFiles, type NewTaskForm, newTaskForms } from "./newTaskForms.ts";

interface Props {
  user: SessionUser;
  isOpen: boolean;
  form: NewTaskForm;
  dropped: DroppedFiles | undefined;
  onSelect: (form: NewTaskForm) => void;
  onClose: () => void;
  /** All that was chosen is in the queue. */
  onAdded: () => void;
}

const looks: Readonly<Record<NewTaskForm, { label: string; icon: LucideIcon }>> = {
  photo: { label: "Photo", icon: Image },
  email: { label: "Email", icon: Mail },
  contacts: { label: "Contacts", icon: FileSpreadsheet },
};

/** The dialog that adds tasks: one form for each kind. On narrow screens it is a sheet at the bottom. */
export function NewTaskDialog({ user, isOpen, form, dropped, onSelect, onClose, onAdded }: Props) {
  const titleId = useId();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (dropped) giveFiles(panel.current?.querySelector(`[data-form=${dropped.form}] input[type=file]`), dropped.files);
  }, [dropped]);
  const forms: Readonly<Record<NewTaskForm, ReactNode>> = {
    photo: <AddPhoto onAdded={onAdded} />,
    email: <AddEmail user={user} onAdded={onAdded} />,
    contacts: <AddContacts onAdded={onAdded} />,
  };
  return (
    <Modal
      isOpen={isOpen}
      labelledBy={titleId}
      onClose={onClose}
      className="w-[min(30rem,calc(100vw-2rem))] max-sm:mb-0 max-sm:w-full max-sm:max-w-full max-sm:rounded-b-none"
    >
      <div className="mb-4 flex items-center justify-between">
        <h2 id={titleId} className="text-lg font-semibold tracking-tight">
          New task
        </h2>
        <IconButton label="Close" icon={<X aria-hidden className="size-4.5" />} onClick={onClose} />
      </div>
      <fieldset className="mb-4 grid grid-cols-3 gap-1 rounded-xl bg-sunken p-1">
        <legend className="sr-only">Kind of task</legend>
        {newTaskForms.map((name) => {
          const { label, icon: Icon } = looks[name];
          return (
            <button
              key={name}
              type="button"
              aria-pressed={name === form}
              onClick={() => onSelect(name)}
              className={cx(
                "touch-target inline-flex h-8 items-center justify-center gap-1.5 rounded-lg text-sm font-medium",
                name === form ? "bg-surface text-ink shadow-card" : "text-muted hover:text-ink",
              )}
            >
              <Icon aria-hidden className="size-4" />
              {label}
            </button>
          );
        })}
      </fieldset>
      <div ref={panel}>
        {newTaskForms.map((name) => (
          // Hidden, not removed: an upload of one form goes on while another is shown.
          <div key={name} data-form={name} hidden={name !== form}>
            {forms[name]}
          </div>
        ))}
      </div>
    </Modal>
  );
}

/** Gives files to a file field, as if the user had chosen them there. */
function giveFiles(field: Element | null | undefined, files: readonly File[]): void {
  if (!(field instanceof HTMLInputElement)) return;
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  field.files = transfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
