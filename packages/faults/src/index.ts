export { type DatabaseProxy, type ProxyMode, proxyModes, startDatabaseProxy } from "./startDatabaseProxy.ts";
export { type Program, type ProgramOptions, startProgram } from "./startProgram.ts";
