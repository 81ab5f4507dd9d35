export type { AppParts } from "./appParts.ts";
export { type Auth, type AuthOptions, createAuth } from "./auth/createAuth.ts";
export { type SampleLogin, seedSampleUsers } from "./auth/seedSampleUsers.ts";
export { type SessionPort, sessionPort } from "./auth/sessionPort.ts";
export { createApp } from "./createApp.ts";
export { ListenError } from "./http/listen.ts";
export { InvalidSettingsError, readSettings, type Settings } from "./settings.ts";
export { type RunningServer, type ServerOptions, startServer } from "./startServer.ts";
