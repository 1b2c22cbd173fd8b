import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Resolves once a program has printed this; what it prints later is thrown away. @throws Error with all it printed, if it ends before */
export async function whenPrinted(output: Readable, text: string): Promise<void> {
  const printed: string[] = [];
  for await (const line of createInterface(output)) {
    if (line.includes(text)) {
      output.resume();
      return;
    }
    printed.push(line);
  }
  throw new Error(`It ended before it printed "${text}":\n${printed.join('\n')}`);
}
