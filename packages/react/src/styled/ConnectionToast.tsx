import { WifiOff } from "lucide-react";
import { useEffect } from "react";
import { toast } from "sonner";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";
import { Button } from "../ui/Button.tsx";

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

export function ConnectionToast({ onRetry }: { onRetry: () => void }) {
  return (
    <div data-toast-card className="w-full rounded-2xl border border-line bg-surface text-ink shadow-float">
      <div data-toast-body className="flex items-center gap-2.5 p-4 text-sm transition-opacity">
        <WifiOff aria-hidden className="size-4.5 shrink-0 text-retrying" />
        <div className="min-w-0 flex-1">
          <p className="font-medium">Connection lost</p>
          <p className="text-xs text-muted">Data may be out of date. Reconnecting…</p>
        </div>
        <Button size="small" onClick={onRetry}>
          Retry now
        </Button>
      </div>
    </div>
  );
}
