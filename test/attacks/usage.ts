import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process has of the machine, as Linux counts it. */

/** Resident memory, in MiB. */
export function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/**
 * How many sockets a process has open. Its files are not counted: the threads of the database open theirs
 * when they first have something to do, which may be in the middle of a test.
 */
export function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => isSocket(`/proc/${pid}/fd/${fd}`)).length;
}

function isSocket(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith('socket:');
  } catch {
    // Closed since it was listed.
    return false;
  }
}

/** Whether a process still holds its end of the IPv4 connection between these ports. */
export function isHeld(serverPort: number, clientPort: number): boolean {
  const [server, client] = [serverPort, clientPort].map(asInTable);
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const row = rows
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(`:${server}`) && remote?.endsWith(`:${client}`));
  // An end that only the kernel still keeps belongs to no file any more.
  return row !== undefined && row[9] !== '0';
}

function asInTable(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** Waits for what no event tells of; gives up in time. */
export async function until(holds: () => boolean, seconds: number, what: string): Promise<void> {
  const over = Date.now() + seconds * 1_000;
  while (!holds()) {
    if (Date.now() > over) throw new Error(`After ${seconds} s: not yet ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
