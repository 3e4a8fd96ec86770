// Broken invariants only; malformed input is data and never ends here.

/** Throws when a case of a closed union was not handled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${String(value)}`);
}
