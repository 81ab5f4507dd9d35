import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type Product, type ProductOptions, startProduct } from "./startProduct.ts";

interface SetUpOptions extends ProductOptions {
  /** Prepares the data of all tests of the file. */
  prepare?: (product: Product) => Promise<void>;
}

/**
 * Starts the demo app before the tests of a file, and stops it after them. After each test its pages are closed, and the test fails if
 * one of them has reported a problem. Returns an object whose members exist while the tests run.
 */
export function setUpProduct({ prepare, ...options }: SetUpOptions = {}): Product {
  const product = {} as Product;
  let stop = async () => {};
  beforeAll(async () => {
    const started = await startProduct(options);
    stop = started.stop;
    Object.assign(product, started);
    await prepare?.(product);
  });
  afterEach(async () => {
    await product.closePages();
    expect(product.problems.take()).toEqual([]);
  });
  afterAll(() => stop());
  return product;
}
