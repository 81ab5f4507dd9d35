export {
  maxCountedWaiting,
  type Overview,
  type RunnerOverview,
  readOverview,
  type TypeOverview,
} from "./readOverview.ts";
