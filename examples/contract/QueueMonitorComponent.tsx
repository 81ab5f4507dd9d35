import { useEffect } from "react"
import { useQueueMonitor } from "@/hooks/useQueueMonitor"
import { useQueueTaskToast } from "@/hooks/useQueueTaskToast"

function QueueMonitorComponent() {
  const {
    processingTasks,
    completedTasks,
    startMonitoring
  } = useQueueMonitor()
  
  const { showToast } = useQueueTaskToast()

  useEffect(() => {
    startMonitoring()
  }, [startMonitoring])

  // Monitor and show toasts for tasks
  useEffect(() => {
    processingTasks.forEach(task => {
      showToast({
        id: task.id,
        status: task.status,
        data: task.data
      })
    })
  }, [processingTasks, showToast])

  return (
    <div>
      <h2>Active Tasks: {processingTasks.length}</h2>
      <h2>Completed: {completedTasks.length}</h2>
      {/* Render task list */}
    </div>
  )
}

export { QueueMonitorComponent }
