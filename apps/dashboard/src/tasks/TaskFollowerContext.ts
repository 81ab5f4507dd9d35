import { createContext } from "react";
import type { TaskFollower } from "../monitor/createTaskFollower.ts";

export const TaskFollowerContext = createContext<TaskFollower | null>(null);
