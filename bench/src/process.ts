import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What the kernel says of a running process. */

export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Ticks of CPU, all threads together. */
function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Waits until it has done next to nothing for a second: until it is through with what it found. */
export async function untilQuiet(pid: number): Promise<void> {
  for (let before = ticks(pid); ; before = ticks(pid)) {
    await pause(1000);
    if (ticks(pid) - before <= 3) return;
  }
}
