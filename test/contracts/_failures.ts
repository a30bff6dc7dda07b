/** Runs a contract outside the suite, as on a faulty component, and tells which of its facts do not hold. */
export function failuresOf(contract: () => void): string[] {
  const failed: string[] = [];
  const { describe: describeAs, it: itAs } = globalThis;
  const attempt = (title: string, body: () => void): void => {
    try {
      body();
    } catch {
      failed.push(title);
    }
  };
  try {
    Object.assign(globalThis, { describe: (_: string, body: () => void) => body(), it: attempt });
    contract();
  } finally {
    Object.assign(globalThis, { describe: describeAs, it: itAs });
  }
  return failed;
}
