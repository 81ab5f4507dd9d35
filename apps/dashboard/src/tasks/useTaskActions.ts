import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/trpc.ts";
import { useTaskEvents } from "./useTaskEvents.ts";

/** Returns the mutations to retry, cancel and delete a task; each updates the whole page at once. */
export function useTaskActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const events = useTaskEvents();
  const refreshDetail = (id: string) => queryClient.invalidateQueries(trpc.queue.getTask.queryFilter({ id }));
  const retry = useMutation(
    trpc.queue.retryTask.mutationOptions({
      onSuccess: async (task) => {
        events.onStarted(task);
        await refreshDetail(task.id);
      },
    }),
  );
  const cancel = useMutation(
    trpc.queue.cancelTask.mutationOptions({
      onSuccess: async (task) => {
        // A running task is cancelled only when its worker returns, so follow it until then.
        if (task.finishedAt === null) events.onStarted(task);
        else events.onChanged(task);
        await refreshDetail(task.id);
      },
    }),
  );
  const remove = useMutation(
    trpc.queue.deleteTask.mutationOptions({
      onSuccess: async ({ id }) => {
        events.onDeleted(id);
        // Its page may still be open and must not request the deleted task again.
        await queryClient.cancelQueries(trpc.queue.getTask.queryFilter({ id }));
        queryClient.removeQueries({ ...trpc.queue.getTask.queryFilter({ id }), type: "inactive" });
      },
    }),
  );
  return { retry, cancel, remove };
}
