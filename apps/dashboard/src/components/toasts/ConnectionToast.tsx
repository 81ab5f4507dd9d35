import { WifiOff } from "lucide-react";
import { Button } from "../ui/Button.tsx";

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
