/** Resolves when `work` has ended, well or not, and after so many milliseconds at the latest. */
export async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}
