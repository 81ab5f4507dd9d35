import { RotateCw } from "lucide-react";
import { useContext, useState } from "react";
import { explainError } from "../../api/explainError.ts";
import { Button } from "../ui/Button.tsx";
import { ToastActionsContext } from "./ToastActionsContext.ts";

/** Retries a failed task; shows the server's message if it refuses. */
export function ToastRetry({ taskId }: { taskId: string }) {
  const actions = useContext(ToastActionsContext);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!actions) return null;

  async function retry(retryTask: (taskId: string) => Promise<unknown>): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await retryTask(taskId);
    } catch (error) {
      setRefusal(explainError(error).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <span className="inline-flex flex-col items-end">
      <Button size="small" isBusy={isBusy} onClick={() => void retry(actions.retryTask)}>
        {!isBusy && <RotateCw aria-hidden className="size-3.5" />}
        Retry
      </Button>
      {refusal && (
        <span role="alert" className="mt-1 max-w-40 text-right text-xs break-words text-failed">
          {refusal}
        </span>
      )}
    </span>
  );
}
