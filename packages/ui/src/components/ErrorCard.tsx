import { CircleAlert } from "lucide-react";
import { explainError } from "../api/explainError.ts";
import { Button } from "./Button.tsx";

/** Shows an error, with a button to try again. */
export function ErrorCard({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const { message, requestId } = explainError(error);
  return (
    <div role="alert" className="flex gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-failed" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-sm break-words text-muted">{message}</p>
        {requestId && <p className="mt-1 font-mono text-xs text-muted">Request ID {requestId}</p>}
        {onRetry && (
          <Button className="mt-3" size="small" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
