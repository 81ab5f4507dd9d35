/** The ways to add a task. */
export const newTaskForms = ["photo", "email", "contacts"] as const;
export type NewTaskForm = (typeof newTaskForms)[number];

/** Files that were dropped on the page, and the form that takes them. */
export interface DroppedFiles {
  form: NewTaskForm;
  files: readonly File[];
}

/** Returns the form for files: contacts if the first one is a table, otherwise photos, whose form says what it accepts. */
export function formOf(files: readonly { name: string; type: string }[]): NewTaskForm {
  const first = files[0];
  return first && (/\.(csv|tsv|txt)$/i.test(first.name) || first.type.startsWith("text/")) ? "contacts" : "photo";
}
