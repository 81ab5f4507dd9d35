import { live } from "@/live";
import { queue, startRunner } from "@/queue";

startRunner();

// Needs NEXT_MANUAL_SIG_HANDLE=true. Otherwise Next.js ends the process before the tasks are released.
async function shutDown(): Promise<void> {
  await live?.close(); // browsers open their streams again, in another process
  await queue.close(); // running tasks have 25 s to finish, while the server still responds
  process.exit();
}
process.once("SIGTERM", shutDown);
process.once("SIGINT", shutDown);
