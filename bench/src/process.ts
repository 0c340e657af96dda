import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What the kernel says of a running process. */

export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Of all clocks that the kernel shows, on every machine. */
const TICKS_A_SECOND = 100;

/** Seconds of CPU, all threads together. */
export function cpuSeconds(pid: number): number {
  return ticks(pid) / TICKS_A_SECOND;
}

/** Seconds of CPU of the whole machine, and those that its hypervisor gave to others. */
export function machineSeconds(): { used: number; stolen: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] = line
    .split(/ +/)
    .slice(1)
    .map((field) => Number(field) / TICKS_A_SECOND);
  return { used: user + nice + system + irq + soft, stolen: steal };
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
