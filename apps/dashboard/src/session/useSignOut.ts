import { useMutation, useQueryClient } from "@tanstack/react-query";
import { taskToasts } from "../toasts/taskToasts.ts";
import { signOut } from "./signIn.ts";

/** Signs the user out and removes their data from the page and from the browser's storage. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      taskToasts.forgetUser();
      queryClient.clear();
      // A page load also clears everything else held in memory.
      window.location.assign(document.baseURI);
    },
  });
}
