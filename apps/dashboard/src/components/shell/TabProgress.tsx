import { setOverallProgress, summarizeProgress } from "@package/ui";
import { useEffect } from "react";
import { useQueueMonitor } from "../../hooks/useQueueMonitor.ts";

/** Shows in the browser's tab that tasks are running: their progress in its title, and a dot on its icon. */
export function TabProgress() {
  const { processingTasks, processingCount } = useQueueMonitor();
  const text = summarizeProgress(processingTasks, processingCount);
  const isBusy = text !== "";
  useEffect(() => {
    setOverallProgress(text);
    return () => setOverallProgress("");
  }, [text]);
  useEffect(() => {
    showIcon(isBusy ? "./favicon-busy.svg" : "./favicon.svg");
    return () => showIcon("./favicon.svg");
  }, [isBusy]);
  return null;
}

function showIcon(href: string): void {
  const icon = document.querySelector("link[rel=icon]");
  if (icon && icon.getAttribute("href") !== href) icon.setAttribute("href", href);
}
