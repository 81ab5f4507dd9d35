import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/trpc.ts";
import { useTaskEvents } from "./useTaskEvents.ts";

/** Retry, cancel and delete, as mutations; what they change shows everywhere at once. */
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
        // A running task only stops when its worker hears of it.
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
        // Its page may be open still: nothing must ask again for what is gone.
        await queryClient.cancelQueries(trpc.queue.getTask.queryFilter({ id }));
        queryClient.removeQueries({ ...trpc.queue.getTask.queryFilter({ id }), type: "inactive" });
      },
    }),
  );
  return { retry, cancel, remove };
}
