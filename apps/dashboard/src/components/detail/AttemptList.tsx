import type { TaskDetail } from "@package/api";
import { formatDuration } from "../../time/formatTime.ts";
import { RelativeTime } from "../../time/RelativeTime.tsx";
import { DetailCard } from "./DetailCard.tsx";

const outcomes: Readonly<Record<string, string>> = {
  FAILED: "Failed",
  TIMEOUT: "Timed out",
  LEASE_EXPIRED: "Process stopped unexpectedly",
  CANCELLED: "Cancelled",
  REFUSED: "Put back in the queue, no attempt used",
};

/** Lists the attempts that did not complete the task, each with its error. */
export function AttemptList({ task }: { task: TaskDetail }) {
  if (task.attemptHistory.length === 0) return null;
  return (
    <DetailCard title="Unsuccessful attempts">
      <ol className="space-y-3">
        {task.attemptHistory.map((attempt) => (
          <li key={`${attempt.attempt} ${attempt.startedAt}`} className="rounded-xl bg-sunken px-3.5 py-3 text-sm">
            <p className="flex flex-wrap gap-x-1.5">
              <span className="font-medium">Attempt {attempt.attempt}</span>
              <span className="text-failed">{outcomes[attempt.outcome] ?? attempt.outcome}</span>
              <span className="text-muted">
                after {formatDuration(Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt))},{" "}
                <RelativeTime iso={attempt.finishedAt} />
                {attempt.provider && `, with ${attempt.provider}`}
              </span>
            </p>
            {attempt.errorMessage && (
              <p className="mt-1 font-mono text-[0.8125rem] break-words whitespace-pre-wrap">
                {describeCause(attempt.errorClass, attempt.errorCode, attempt.errorMessage)}
              </p>
            )}
            <CauseList causes={attempt.errorCauses} />
          </li>
        ))}
      </ol>
    </DetailCard>
  );
}

type ErrorCause = TaskDetail["attemptHistory"][number]["errorCauses"][number];

/** Lists the causes of an error, each nested below the error that it caused. */
function CauseList({ causes }: { causes: readonly ErrorCause[] }) {
  if (causes.length === 0) return null;
  return (
    <ul aria-label="Caused by" className="mt-1 space-y-1 border-line border-l-2 pl-3">
      {causes.map(({ errorClass, code, message, causes: further }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the causes of a recorded attempt never change, and two may be equal
        <li key={index}>
          <p className="font-mono text-[0.8125rem] break-words whitespace-pre-wrap">
            <span className="text-muted">caused by </span>
            {describeCause(errorClass, code, message)}
          </p>
          <CauseList causes={further ?? []} />
        </li>
      ))}
    </ul>
  );
}

/** Returns an error in one line, for example "Error [ECONNREFUSED]: connect ECONNREFUSED 127.0.0.1:9". */
function describeCause(errorClass: string | null, code: string | null | undefined, message: string): string {
  const name = [errorClass, code && `[${code}]`].filter(Boolean).join(" ");
  return name === "" ? message : `${name}: ${message}`;
}
