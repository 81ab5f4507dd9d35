import { useTask } from "@package/react";

/** What the compiler knows of a task whose worker is registered. */
export function useTyped(taskId: string): number | undefined {
  const { task } = useTask<"IMPORT_CONTACTS">(taskId);
  if (typeof task?.data !== "object") return undefined; // data that was too long is a text
  const { fileName, rows } = task.data;
  const name: string | undefined = fileName;
  // @ts-expect-error -- the worker's input has no such field
  task.data.folder;
  return typeof rows === "number" ? rows : name?.length;
}
