export type { DatabaseSettings } from "@package/postgres";
export { createTestDatabase, type TestDatabase } from "./createTestDatabase.ts";
export { createUserClient, type UserClientOptions } from "./createUserClient.ts";
export { testSettings } from "./databaseSettings.ts";
export { openTestServer, type TestServer } from "./openTestServer.ts";
