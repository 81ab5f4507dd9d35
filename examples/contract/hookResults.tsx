import { useQueueMonitor } from "@/hooks/useQueueMonitor"
import { useQueueTaskToast } from "@/hooks/useQueueTaskToast"

export function useQueueParts() {
const {
  hasProcessingTasks,
  processingCount,
  processingTasks,
  completedTasks,
  failedTasks,
  startMonitoring,
  taskStatuses
} = useQueueMonitor()

const {
  showToast,
  dismissToast,
  clearCompletedTasks,
  getActiveToastIds
} = useQueueTaskToast()

return {
  hasProcessingTasks, processingCount, processingTasks, completedTasks, failedTasks, startMonitoring, taskStatuses,
  showToast, dismissToast, clearCompletedTasks, getActiveToastIds
}
}
