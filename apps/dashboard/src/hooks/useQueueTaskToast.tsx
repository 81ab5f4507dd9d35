"use client";

export { type QueueTaskToast, useQueueTaskToast } from "@package/react";
