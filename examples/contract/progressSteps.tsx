import { Check, LoaderCircle as Spinner } from "lucide-react"

export function progressSteps(taskStatus: string) {
const isPending = taskStatus === "PENDING"
const isProcessing = taskStatus === "PROCESSING"
const isCompleted = taskStatus === "COMPLETED"

const steps = [
  {
    label: "Added to queue",
    status: "completed",
    icon: <Check />
  },
  {
    label: "Waiting to start...",
    status: isPending ? "waiting" : "completed",
    icon: isPending ? <Spinner /> : <Check />
  },
  {
    label: "Processing",
    status: isProcessing ? "processing" : "completed",
    icon: isProcessing ? <Spinner /> : <Check />
  },
  {
    label: "Completed",
    status: isCompleted ? "completed" : "waiting",
    icon: isCompleted ? <Check /> : <Spinner />
  }
]

return steps
}
