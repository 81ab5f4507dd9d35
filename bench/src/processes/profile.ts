import { mkdir, writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { join } from "node:path";

/** Records a CPU profile when `BENCH_PROFILE_DIR` names a folder. `stop` writes a .cpuprofile into it. */
export async function startProfile(): Promise<{ stop(): Promise<void> }> {
  const folder = process.env.BENCH_PROFILE_DIR;
  if (!folder) return { stop: async () => {} };
  await mkdir(folder, { recursive: true });
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  return {
    async stop() {
      const { profile } = await session.post("Profiler.stop");
      session.disconnect();
      await writeFile(join(folder, `workers-${process.pid}-${Date.now()}.cpuprofile`), JSON.stringify(profile));
    },
  };
}
