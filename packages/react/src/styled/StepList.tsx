import { Check, LoaderCircle, X } from "lucide-react";
import type { TaskKind } from "../../tasks/taskKindOf.ts";
import { currentStep, type StepState, toastSteps } from "../../toasts/toastSteps.ts";
import { cx } from "../ui/cx.ts";

/** The four steps of a task, for its toast and its page. */
export function StepList({ kind, className }: { kind: TaskKind; className?: string }) {
  const steps = toastSteps(kind);
  const current = currentStep(kind);
  return (
    <ol aria-label="Progress" className={cx("flex items-start", className)}>
      {steps.map(({ label, state }, index) => (
        <li
          key={label}
          aria-current={index === current ? "step" : undefined}
          className="relative min-w-0 flex-1 text-center"
        >
          {index > 0 && (
            <span
              aria-hidden
              className={cx(
                "absolute top-[0.5625rem] right-1/2 left-[-50%] mx-3.5 h-0.5 rounded-full",
                lineColour(state, index <= current),
              )}
            />
          )}
          <StepMark state={state} />
          <span
            className={cx(
              "mt-1 block text-[0.6875rem] leading-tight tracking-tight",
              index === current ? "font-medium text-ink" : "text-muted",
            )}
          >
            {label}
          </span>
        </li>
      ))}
    </ol>
  );
}

function lineColour(state: StepState, isReached: boolean): string {
  if (!isReached || state === "stopped") return "bg-line";
  return state === "failed" ? "bg-failed" : "bg-accent";
}

function StepMark({ state }: { state: StepState }) {
  const isDone = state === "completed";
  const isCurrent = state === "waiting" || state === "processing";
  return (
    <span
      aria-hidden
      data-step-state={state}
      className={cx(
        "relative mx-auto flex size-5 items-center justify-center rounded-full",
        isDone && "bg-accent text-accent-ink",
        isCurrent && "bg-accent-soft text-accent-text",
        state === "failed" && "bg-failed-tint text-failed",
        state === "stopped" && "bg-cancelled-tint text-cancelled",
        state === "upcoming" && "border-2 border-line bg-surface",
      )}
    >
      {isDone && <Check className="size-3.5" strokeWidth={3} />}
      {isCurrent && <LoaderCircle className="size-3.5 animate-spin" strokeWidth={2.5} />}
      {(state === "failed" || state === "stopped") && <X className="size-3.5" strokeWidth={3} />}
    </span>
  );
}
