// Started as a process of its own by the tests: it keeps a server on the folder given until it is killed.
import { startEmbeddedPostgres } from "@package/db/embedded";

const [dataDir] = process.argv.slice(2);
const server = await startEmbeddedPostgres(dataDir ? { dataDir } : {});
console.log(server.url);
setInterval(() => {}, 60_000);
