import { useTaskUpdates } from "@package/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/trpc.ts";

/** Returns the mutations to retry, cancel and delete a task; each updates the whole page at once. */
export function useTaskActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { pushTask, dropTask } = useTaskUpdates();
  const refreshDetail = (id: string) => queryClient.invalidateQueries(trpc.queue.getTask.queryFilter({ id }));
  const retry = useMutation(
    trpc.queue.retryTask.mutationOptions({
      onSuccess: async (task) => {
        pushTask(task);
        await refreshDetail(task.id);
      },
    }),
  );
  const cancel = useMutation(
    trpc.queue.cancelTask.mutationOptions({
      onSuccess: async (task) => {
        pushTask(task);
        await refreshDetail(task.id);
      },
    }),
  );
  const remove = useMutation(
    trpc.queue.deleteTask.mutationOptions({
      onSuccess: async ({ id }) => {
        dropTask(id);
        // Its page may still be open and must not request the deleted task again.
        await queryClient.cancelQueries(trpc.queue.getTask.queryFilter({ id }));
        queryClient.removeQueries({ ...trpc.queue.getTask.queryFilter({ id }), type: "inactive" });
      },
    }),
  );
  return { retry, cancel, remove };
}
