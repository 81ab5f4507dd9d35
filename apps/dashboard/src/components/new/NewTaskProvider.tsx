import { createContext, lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from "react";
import type { SessionUser } from "../../session/useSession.ts";
import { usePageDrop } from "../../upload/pageDrop.ts";
import { type DroppedFiles, formOf, type NewTaskForm } from "./newTaskForms.ts";

interface NewTask {
  openNewTask(form?: NewTaskForm): void;
  /** How many times the user has added tasks on this page. */
  addedCount: number;
}

export const NewTaskContext = createContext<NewTask>({ openNewTask: () => {}, addedCount: 0 });

const NewTaskDialog = lazy(async () => ({ default: (await import("./NewTaskDialog.tsx")).NewTaskDialog }));

/** Lets every page below open the dialog that adds tasks. Files that are dropped on the page open it too. */
export function NewTaskProvider({ user, children }: { user: SessionUser; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [form, setForm] = useState<NewTaskForm>();
  const [dropped, setDropped] = useState<DroppedFiles>();
  const [addedCount, setAddedCount] = useState(0);
  const openNewTask = useCallback((next?: NewTaskForm) => {
    if (next) setForm(next);
    else setForm((current) => current ?? "photo");
    setOpen(true);
  }, []);
  usePageDrop((files) => {
    const target = formOf(files);
    setDropped({ form: target, files });
    openNewTask(target);
  });
  const onAdded = useCallback(() => {
    setAddedCount((count) => count + 1);
    setOpen(false);
  }, []);
  const value = useMemo(() => ({ openNewTask, addedCount }), [openNewTask, addedCount]);
  return (
    <NewTaskContext value={value}>
      {children}
      {/* Once opened the dialog stays mounted, so that closing it neither stops an upload nor loses what was typed. */}
      {form && (
        <Suspense>
          <NewTaskDialog
            user={user}
            isOpen={isOpen}
            form={form}
            dropped={dropped}
            onSelect={setForm}
            onClose={() => setOpen(false)}
            onAdded={onAdded}
          />
        </Suspense>
      )}
    </NewTaskContext>
  );
}
