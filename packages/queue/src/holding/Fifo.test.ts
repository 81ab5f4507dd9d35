import fc from "fast-check";
import { expect, test } from "vitest";
import { Fifo } from "./Fifo.ts";

test("whatever is pushed and taken in whatever order, it behaves as an array does", () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant("push" as const), value: fc.integer() }),
    fc.record({ does: fc.constantFrom("shift" as const, "takeAll" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const action of steps) {
        if (action.does === "push") {
          fifo.push(action.value);
          model.push(action.value);
        } else if (action.does === "shift") expect(fifo.shift()).toBe(model.shift());
        else expect(fifo.takeAll()).toEqual(model.splice(0));
        expect(fifo.size).toBe(model.length);
        expect(fifo.first).toBe(model[0]);
      }
    }),
  );
});
