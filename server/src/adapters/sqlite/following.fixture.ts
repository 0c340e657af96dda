import { DatabaseSync, StatementSync } from 'node:sqlite';
import { sqliteSearcher } from './searcher.ts';

// Follows a log and dies, as by `kill -9`, at its so-many-th write: bun following.fixture.ts LOG INDEX WRITES
const [, , log = '', index = '', writes = ''] = process.argv;
let left = Number(writes);
const { run } = StatementSync.prototype;
StatementSync.prototype.run = function (this: StatementSync, ...values: unknown[]) {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
  return Reflect.apply(run, this, values);
} as typeof run;
const searcher = sqliteSearcher(new DatabaseSync(log), index);
for (let ends = 0; ends < 2; ) ends = searcher.follow() === 0 ? 0 : ends + 1;
