import { Window } from "happy-dom";
import { populateGlobal } from "vitest/runtime";

/** Gives this Node process a document: for a test that needs a page and the database, which no browser environment can reach. */
export function installDom(): { remove(): Promise<void> } {
  const window = new Window({ url: "http://localhost:3000/" });
  // Node's own URL stays: it knows files.
  const { URL, URLSearchParams } = globalThis;
  const { keys, originals } = populateGlobal(globalThis, window, { bindFunctions: true });
  Object.assign(globalThis, { URL, URLSearchParams });
  return {
    async remove() {
      await window.happyDOM.close();
      for (const key of keys) Reflect.deleteProperty(globalThis, key);
      for (const [key, value] of originals) Reflect.set(globalThis, key, value);
    },
  };
}
