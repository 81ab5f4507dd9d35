export { createTestDatabase, type TestDatabase } from "./createTestDatabase.ts";
export { openTestServer, type TestServer } from "./openTestServer.ts";
