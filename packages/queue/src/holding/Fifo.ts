/** First in, first out. `Array.shift` moves all that is left, which is felt with a thousand items. */
export class Fifo<TItem> {
  #items: (TItem | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The one that comes next; undefined when there is none. */
  get first(): TItem | undefined {
    return this.#items[this.#head];
  }

  push(item: TItem): void {
    this.#items.push(item);
  }

  shift(): TItem | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined; // not kept alive
    if (this.#head * 2 >= this.#items.length) this.#forgetTaken();
    return item;
  }

  /** Takes all, in their order. */
  takeAll(): TItem[] {
    this.#forgetTaken();
    const items = this.#items as TItem[];
    this.#items = [];
    return items;
  }

  #forgetTaken(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
