import type { ToastKind } from "../toasts/toastKindOf.ts";
import { currentStep, type StepState, toastSteps } from "../toasts/toastSteps.ts";
import { Icon, type IconName } from "./icons.tsx";

/** The four steps of a task, for its toast and its page. */
export function StepList({ kind, className = "" }: { kind: ToastKind; className?: string }) {
  const current = currentStep(kind);
  return (
    <ol aria-label="Progress" className={`queue-steps ${className}`}>
      {toastSteps(kind).map(({ label, state }, index) => (
        <li
          key={label}
          aria-current={index === current ? "step" : undefined}
          className="queue-step"
          data-state={state}
          data-reached={index <= current || undefined}
        >
          <span aria-hidden className="queue-step-mark" data-step-state={state}>
            {iconOf[state] && <Icon name={iconOf[state]} isSpinning={state === "waiting" || state === "processing"} />}
          </span>
          <bdi className="queue-step-label">{label}</bdi>
          {state === "completed" && index !== current && <span className="queue-hidden"> done</span>}
        </li>
      ))}
    </ol>
  );
}

const iconOf: Readonly<Record<StepState, IconName | null>> = {
  completed: "check",
  waiting: "spinner",
  scheduled: "clock",
  processing: "spinner",
  failed: "cross",
  stopped: "cross",
  upcoming: null,
};
