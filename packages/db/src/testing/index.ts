export { createTestDatabase, type TestDatabase } from "./createTestDatabase.ts";
export { createUserClient, type UserClientOptions } from "./createUserClient.ts";
export { type DatabaseSettings, testSettings } from "./databaseSettings.ts";
export { openTestServer, type TestServer } from "./openTestServer.ts";
