const shown = '«secret»';

/**
 * A value that no log, message or error may show (I8). Printing, joining, inspecting or writing it as JSON gives
 * `«secret»`; only `reveal` gives the value, at the last moment, to the one call that needs it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  /** How Node's `util.inspect` and `console.log` ask. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}
