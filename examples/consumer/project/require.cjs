// Loads the package with require(), as Node.js 20.19 and newer can.
const { defineWorker, defineWorkers, QueueService } = require("@package/queue");
const { readOverview } = require("@package/queue/monitor");
const { createBuiltInWorkers } = require("@package/queue/workers");
const { db } = require("./dist/db.js");

async function main() {
  const workers = defineWorkers({ GREET: defineWorker({ run: ({ name }) => `Hello, ${name}!` }) });
  const queue = new QueueService(db, { workers });
  const task = await queue.addToQueue("GREET", { name: "Ana" });
  const { status, result } = await queue.processJob(task.id);
  const types = (await readOverview(db)).types.map(({ type }) => type);
  const builtIn = Object.keys(createBuiltInWorkers({ db }));
  console.log(JSON.stringify({ status, result, isListed: types.includes("GREET"), builtIn }));
  await queue.close();
  await db.$disconnect();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
