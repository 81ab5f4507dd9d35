import { createTestDatabase } from "@package/db/testing";
import { onTestFinished, test } from "vitest";
import { checkSpa } from "../checkSpa.ts";
import { compile } from "../compile.ts";
import { openProgress } from "../openProgress.ts";

test("the single-page app works with React 18, and compiles with a newer tRPC", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const versions = {
    ...{ react: "18.3.1", "react-dom": "18.3.1", "@types/react": "18.3.32", "@types/react-dom": "18.3.7" },
    ...{ "@trpc/client": "11.25.2", "@trpc/server": "11.25.2" },
  };
  const old = await openProgress(versions);
  onTestFinished(old.remove);
  await compile(old, "tsconfig.nodenext.json");
  await checkSpa(old, database.url);
}, 300_000);
