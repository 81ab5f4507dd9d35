import type { TaskDetail } from "../../monitor/taskSummary.ts";
import { describeCause } from "./describeCause.ts";

type ErrorCause = TaskDetail["attemptHistory"][number]["errorCauses"][number];

/** Lists the causes of an error, each nested below the error that it caused. */
export function CauseList({ causes }: { causes: readonly ErrorCause[] }) {
  if (causes.length === 0) return null;
  return (
    <ul aria-label="Caused by" className="mt-1 space-y-1 border-line border-l-2 pl-3">
      {causes.map(({ errorClass, code, message, causes: further }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the causes of a recorded attempt never change, and may be alike
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
