const parts = { title: "", progress: "", shell: "" };

/** Sets the title of the page, and what its own progress is; "" for none. */
export function setPageTitle(title: string, progress: string): void {
  show({ title, progress });
}

/** Sets the progress of all tasks, which a page without progress of its own shows; "" for none. */
export function setOverallProgress(shell: string): void {
  show({ shell });
}

function show(change: Partial<typeof parts>): void {
  Object.assign(parts, change);
  const { title, progress, shell } = parts;
  document.title = [progress || shell, title, "Queue"].filter(Boolean).join(" · ");
}

/** Describes running tasks in a few letters: the mean of those that report progress, otherwise their number. */
export function summarizeProgress(tasks: readonly { progress: number | null }[], running: number): string {
  if (running === 0) return "";
  const known = tasks.flatMap(({ progress }) => (progress === null ? [] : [progress]));
  if (known.length === 0) return `${running} running`;
  return `${Math.round(known.reduce((sum, progress) => sum + progress, 0) / known.length)} %`;
}
