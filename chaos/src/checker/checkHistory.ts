import { groupByTask } from "../history/groupByTask.ts";
import type { History } from "../history/History.ts";
import type { Check, HistoryView, Violation } from "./Check.ts";
import { checkAttempts } from "./checkAttempts.ts";
import { checkAttribution } from "./checkAttribution.ts";
import { checkBeginnings } from "./checkBeginnings.ts";
import { checkCancellation } from "./checkCancellation.ts";
import { checkConcurrencyKeys } from "./checkConcurrencyKeys.ts";
import { checkConservation } from "./checkConservation.ts";
import { checkDelays } from "./checkDelays.ts";
import { checkDueTimes } from "./checkDueTimes.ts";
import { checkEdges } from "./checkEdges.ts";
import { checkEpochs } from "./checkEpochs.ts";
import { checkExpiry } from "./checkExpiry.ts";
import { checkFencing } from "./checkFencing.ts";
import { checkInvention } from "./checkInvention.ts";
import { checkLeases } from "./checkLeases.ts";
import { checkLiveness } from "./checkLiveness.ts";
import { checkLoss } from "./checkLoss.ts";
import { checkResults } from "./checkResults.ts";
import { checkRows } from "./checkRows.ts";
import { checkRuns } from "./checkRuns.ts";
import { checkSettlement } from "./checkSettlement.ts";
import { checkTransactions } from "./checkTransactions.ts";
import { checkUniqueKeys } from "./checkUniqueKeys.ts";
import type { InvariantId } from "./invariants.ts";
import { checkSchedules } from "./schedules/checkSchedules.ts";

const checks: Readonly<Record<InvariantId, Check>> = {
  I1: checkLoss,
  I2: checkInvention,
  I3: checkSettlement,
  I4: checkLeases,
  I5: checkFencing,
  I6: checkEpochs,
  I7: checkAttempts,
  I8: checkRuns,
  I9: checkAttribution,
  I10: checkEdges,
  I11: checkDueTimes,
  I12: checkLiveness,
  I13: checkCancellation,
  I14: checkConcurrencyKeys,
  I16: checkSchedules,
  I17: checkUniqueKeys,
  I18: checkTransactions,
  I19: checkResults,
  I20: checkConservation,
  I22: checkRows,
  I23: checkDelays,
  I24: checkBeginnings,
  I25: checkExpiry,
};

/** Judges a history by every invariant. */
export function checkHistory(history: History): { violations: Violation[]; view: HistoryView } {
  const view: HistoryView = { ...history, tasks: groupByTask(history) };
  return { violations: Object.values(checks).flatMap((check) => check(view)), view };
}
