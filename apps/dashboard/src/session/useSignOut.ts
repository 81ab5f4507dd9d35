import { useMutation, useQueryClient } from "@tanstack/react-query";
import { taskToasts } from "../toasts/taskToasts.ts";
import { signOut } from "./signIn.ts";

/** Ends the session; nothing of the user stays on this page or in the browser's storage. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      taskToasts.forgetUser();
      queryClient.clear();
      // A whole new page: whatever else was held in memory goes too.
      window.location.assign(document.baseURI);
    },
  });
}
