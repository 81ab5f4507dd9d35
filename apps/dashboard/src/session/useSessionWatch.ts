import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { fileUrl } from "../api/apiUrl.ts";
import { onSignedOut } from "../api/signedOut.ts";
import { isOtherUser } from "./pageUser.ts";
import { onSessionNews } from "./sessionNews.ts";
import { sessionQueryKey } from "./useSession.ts";

/**
 * Keeps the session of this page true, whoever notices that it has changed: a request that gets 401, a file that cannot be opened, or
 * another tab. `SignedInLayout` and the sign-in page follow the session.
 */
export function useSessionWatch(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const check = () => void askForSession(queryClient);
    const stops = [
      onSignedOut(check),
      watchFiles(check),
      onSessionNews(({ userId }) => {
        if (userId === null) void forgetSession(queryClient);
        else if (isOtherUser(queryClient, userId)) window.location.reload();
        else check();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queryClient]);
}

/** Several reports at once are one request. */
function askForSession(queryClient: QueryClient): Promise<void> {
  return queryClient.refetchQueries({ queryKey: sessionQueryKey }, { cancelRefetch: false });
}

/** Shows the sign-in at once. A request that began before the sign-out must not bring the session back. */
async function forgetSession(queryClient: QueryClient): Promise<void> {
  await queryClient.cancelQueries({ queryKey: sessionQueryKey });
  queryClient.setQueryData(sessionQueryKey, null);
}

/** The browser itself requests images and links to files, and does not tell their status. */
function watchFiles(check: () => void): () => void {
  const onClick = ({ target }: MouseEvent) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link?.href.startsWith(fileUrl(""))) check();
  };
  const onError = ({ target }: Event) => {
    if (target instanceof HTMLImageElement && target.src.startsWith(fileUrl(""))) check();
  };
  document.addEventListener("click", onClick, true);
  document.addEventListener("error", onError, true);
  return () => {
    document.removeEventListener("click", onClick, true);
    document.removeEventListener("error", onError, true);
  };
}
