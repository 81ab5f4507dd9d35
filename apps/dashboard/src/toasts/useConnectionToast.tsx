import { useEffect } from "react";
import { toast } from "sonner";
import { ConnectionToast } from "../components/toasts/ConnectionToast.tsx";
import { useQueueMonitor } from "../hooks/useQueueMonitor.ts";

const toastId = "connection-lost";
const failuresUntilToast = 3;

/** After three failed polls in a row one toast says so; it goes with the first success. */
export function useConnectionToast(): void {
  const { failedPolls, startMonitoring } = useQueueMonitor();
  const isLost = failedPolls >= failuresUntilToast;
  useEffect(() => {
    if (!isLost) return;
    toast.custom(() => <ConnectionToast onRetry={() => startMonitoring()} />, {
      id: toastId,
      duration: Number.POSITIVE_INFINITY,
      dismissible: false,
    });
    return () => {
      toast.dismiss(toastId);
    };
  }, [isLost, startMonitoring]);
}
