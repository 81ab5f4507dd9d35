// For TypeScript, which checks that an imported file exists and has types.
export {};
