"use client";

export { type QueueMonitorState, useQueueMonitor } from "@package/react";
