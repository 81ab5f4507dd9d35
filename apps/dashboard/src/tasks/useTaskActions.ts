import { useTaskUpdates } from "@package/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/trpc.ts";
import { taskDetailKey } from "./useTaskDetail.ts";

/** Returns the mutations to retry, cancel and delete a task; each updates the whole page at once. */
export function useTaskActions() {
  const { queue } = useApi();
  const queryClient = useQueryClient();
  const { pushTask, dropTask } = useTaskUpdates();
  const onSuccess = async (task: Parameters<typeof pushTask>[0]) => {
    pushTask(task);
    await queryClient.invalidateQueries({ queryKey: taskDetailKey(task.id) });
  };
  const retry = useMutation({ mutationFn: (task: TaskId) => queue.retryTask.mutate(task), onSuccess });
  const cancel = useMutation({ mutationFn: (task: TaskId) => queue.cancelTask.mutate(task), onSuccess });
  const remove = useMutation({
    mutationFn: (task: TaskId) => queue.deleteTask.mutate(task),
    onSuccess: async ({ id }) => {
      dropTask(id);
      // Its page may still be open and must not request the deleted task again.
      await queryClient.cancelQueries({ queryKey: taskDetailKey(id) });
      queryClient.removeQueries({ queryKey: taskDetailKey(id), type: "inactive" });
    },
  });
  return { retry, cancel, remove };
}

interface TaskId {
  id: string;
}
