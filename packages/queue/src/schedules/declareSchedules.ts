import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { ResolvedSchedule } from "../domain/schedules.ts";
import { declareRelease, readChangedDeclarations } from "./declarations.ts";
import { readNowMs, readSchedule } from "./readSchedules.ts";
import { saveSchedule } from "./saveSchedule.ts";

/** Records which schedules the code of this process declares. A process that declares none writes nothing. */
export async function declareSchedules(
  core: Pick<QueueCore, "database" | "release" | "declared" | "readDeclared">,
): Promise<void> {
  const declared = await core.readDeclared();
  if (declared.length === 0) return;
  const entries = declared.map(
    ({ name, type, ownerId, spec }) =>
      `${JSON.stringify(name)}:{"type":${JSON.stringify(type)},"ownerId":${JSON.stringify(ownerId)},"spec":${spec}}`,
  );
  const declarations = `{"schedules":{${entries.join(",")}}}`;
  await retryTransient(() => declareRelease(core.database, core, declarations));
}

/** Does what a live release with the schedules of this service would do. For the testing kit, which has no runner. */
export async function declareWithoutRunner(
  core: Pick<QueueCore, "database" | "release" | "readDeclared">,
): Promise<void> {
  for (const schedule of await core.readDeclared()) {
    const former = await readSchedule(core.database, schedule.name);
    const nowMs = former?.nowMs ?? (await readNowMs(core.database));
    const { database, release } = core;
    await saveSchedule(database, schedule, { former, nowMs, release, actor: `release:${release}`, reason: null });
  }
}

/** Makes the schedules what the release in force declares. Any process may do this, also one of another release. */
export async function applyDeclarations(core: Pick<QueueCore, "database" | "notifier">): Promise<void> {
  const rows = await retryTransient(() => readChangedDeclarations(core.database));
  for (const { declaringRelease, version, policies, nowMs, nextAtMs, runs, pause, ...schedule } of rows) {
    const resolved: ResolvedSchedule = schedule;
    const former = version === null || policies === null ? undefined : { version, policies, nextAtMs, runs, pause };
    const actor = `release:${declaringRelease}`;
    const how = { former, nowMs, release: declaringRelease, actor, reason: null };
    // False means that another process was faster; the next comparison shows whether it did the same.
    await retryTransient(() => saveSchedule(core.database, resolved, how));
  }
  if (rows.length > 0) await core.notifier.send("schedules");
}
