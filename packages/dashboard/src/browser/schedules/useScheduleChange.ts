import { useMutation, useQueryClient } from "@tanstack/react-query";

/** Returns a mutation of a schedule, after which the page asks again for all that it shows. */
export function useScheduleChange<TInput, TOutput>(
  change: (input: TInput) => Promise<TOutput>,
  onDone: (output: TOutput) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (output) => {
      onDone(output);
      void client.invalidateQueries({ queryKey: ["schedules"] });
      void client.invalidateQueries({ queryKey: ["audit"] });
    },
  });
}
