import { createContext } from "react";
import type { QueueMonitor } from "./createQueueMonitor.ts";

export const QueueMonitorContext = createContext<QueueMonitor | null>(null);
