import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The faults in this folder, compiled when they are needed. */
export type Fault = 'shadow' | 'shim';

const BUILD = join(import.meta.dirname, '../build');

/** Why faults cannot be used here, in words for whoever runs the tests. */
export function whyNoFaults(): string | undefined {
  if (process.platform !== 'linux') return 'faults need LD_PRELOAD, which is a thing of Linux';
  const cc = spawnSync('cc', ['--version']);
  return cc.status === 0 ? undefined : 'faults need a C compiler, and there is no `cc`';
}

/** The shared library of a fault, for `LD_PRELOAD`. */
export function buildFault(fault: Fault): string {
  const source = join(import.meta.dirname, `${fault}.c`);
  const library = join(BUILD, `${fault}.so`);
  if (madeAt(library) > madeAt(source)) return library;
  mkdirSync(BUILD, { recursive: true });
  // Two test processes may build at once: each makes its own, and the last one stays.
  const own = `${library}.${process.pid}`;
  const flags = [
    '-shared',
    '-fPIC',
    '-O1',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-Wno-format-truncation',
  ];
  const { status, stderr } = spawnSync('cc', [...flags, '-o', own, source, '-ldl', '-pthread']);
  if (status !== 0) throw new Error(`cc refused ${source}:\n${stderr}`);
  renameSync(own, library);
  return library;
}

function madeAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
