import { expectTypeOf, test } from "vitest";
import type { ShownData, ShownTask } from "../src/index.ts";

test("data in the browser is partial, and each value may be a text instead", () => {
  type Data = { to: string; size: { width: number }; tags: string[]; isUrgent: boolean };
  type Shown = Exclude<ShownData<Data>, string>;
  expectTypeOf<Shown["to"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Exclude<Shown["size"], string | undefined>["width"]>().toEqualTypeOf<number | string | undefined>();
  expectTypeOf<Shown["tags"]>().toEqualTypeOf<readonly string[] | string | undefined>();
  expectTypeOf<Shown["isUrgent"]>().toEqualTypeOf<boolean | string | undefined>();
});

test("without a registry the data is unknown, and the type of the task is kept", () => {
  expectTypeOf<ShownData<unknown>>().toEqualTypeOf<unknown>();
  expectTypeOf<ShownTask<"EMAIL_SEND">["type"]>().toEqualTypeOf<"EMAIL_SEND">();
});
