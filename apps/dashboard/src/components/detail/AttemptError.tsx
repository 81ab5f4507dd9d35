import type { TaskAttempt } from "@package/api";

/** Sentences for ends of an attempt that have no error of the task's own. */
const notes: Readonly<Record<string, string>> = {
  LEASE_EXPIRED: "The process stopped unexpectedly.",
  REFUSED: "Put back in the queue, no attempt used",
};

interface Props {
  attempt: TaskAttempt;
  /** The message that the top of the page shows. It is not repeated here. */
  shownMessage: string | null;
}

/** Why an attempt did not complete the task, with the causes of its error. */
export function AttemptError({ attempt, shownMessage }: Props) {
  const { errorClass, errorCode, errorMessage, errorCauses, provider, outcome } = attempt;
  const error = describeError(errorClass, errorCode, errorMessage === shownMessage ? null : errorMessage);
  const note = notes[outcome];
  if (!error && !note && !provider && errorCauses.length === 0) return null;
  return (
    <div className="mt-0.5 mb-1 border-l-2 border-line pl-3">
      {note && <p className="text-muted">{note}</p>}
      {provider && <p className="text-muted">With {provider}</p>}
      {error && <p className="font-mono text-xs break-words whitespace-pre-wrap">{error}</p>}
      <CauseList causes={errorCauses} />
    </div>
  );
}

type ErrorCause = TaskAttempt["errorCauses"][number];

/** Lists the causes of an error, each nested below the error that it caused. */
function CauseList({ causes }: { causes: readonly ErrorCause[] }) {
  if (causes.length === 0) return null;
  return (
    <ul aria-label="Caused by" className="mt-1 space-y-1 border-line border-l-2 pl-3">
      {causes.map(({ errorClass, code, message, causes: further }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the causes of a recorded attempt never change, and two may be equal
        <li key={index}>
          <p className="font-mono text-xs break-words whitespace-pre-wrap">
            <span className="text-muted">caused by </span>
            {describeError(errorClass, code, message)}
          </p>
          <CauseList causes={further ?? []} />
        </li>
      ))}
    </ul>
  );
}

/** Returns an error in one line, for example "Error [ECONNREFUSED]: connect ECONNREFUSED 127.0.0.1:9"; null if nothing is known of it. */
function describeError(
  errorClass: string | null,
  code: string | null | undefined,
  message: string | null,
): string | null {
  const name = [errorClass === "Error" && !code && message ? "" : errorClass, code && `[${code}]`]
    .filter(Boolean)
    .join(" ");
  return [name, message].filter(Boolean).join(": ") || null;
}
