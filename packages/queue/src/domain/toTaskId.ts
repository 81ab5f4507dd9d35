/** Returns the id of a task that the caller passes itself or by its id. */
export function toTaskId(task: string | { readonly id: string }): string {
  return typeof task === "object" && task !== null ? task.id : task;
}
