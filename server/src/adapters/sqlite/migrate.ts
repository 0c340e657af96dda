import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Why the database cannot be used, in a sentence for the person who starts the server. */
export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused';
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const HERE = new URL('./migrations/', import.meta.url);

/** The files `0001_name.sql` of a folder, in the order of their numbers, which must leave no gap. */
export function readMigrations(folder: URL = HERE): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const number = Number.parseInt(file, 10);
    if (number !== index + 1) throw new Error(`migration ${file} should have number ${index + 1}`);
    const sql = readFileSync(new URL(file, folder), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    return { number, name: file.slice(5, -4), sql, checksum };
  });
}

/** Brings the schema up to the last migration, each in a transaction of its own. Forward only. */
export function migrate(
  db: DatabaseSync,
  migrations: readonly Migration[] = readMigrations(),
): void {
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
    number     INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    checksum   TEXT NOT NULL,
    applied_at INTEGER NOT NULL
  )`);
  for (const migration of migrations.slice(countApplied(db, migrations))) apply(db, migration);
}

/** Whether nothing is left to migrate. Throws `SchemaRefused` like `migrate`; changes nothing. */
export function schemaIsCurrent(
  db: DatabaseSync,
  migrations: readonly Migration[] = readMigrations(),
): boolean {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").get();
  return table !== undefined && countApplied(db, migrations) === migrations.length;
}

function countApplied(db: DatabaseSync, migrations: readonly Migration[]): number {
  const applied = db.prepare('SELECT number, name, checksum FROM migrations ORDER BY number').all();
  verify(applied as unknown as Migration[], migrations);
  return applied.length;
}

function verify(applied: readonly Migration[], known: readonly Migration[]): void {
  if (applied.length > known.length) {
    throw new SchemaRefused(
      `The database was written by a newer version of Chateau (schema ${applied.length}, this version knows ${known.length}). Install that version or a later one.`,
    );
  }
  applied.forEach(({ number, name, checksum }, index) => {
    if (known[index]?.checksum === checksum) return;
    throw new SchemaRefused(
      `Migration ${number} (${name}) of the database is not the one of this version, so its tables may differ from what this version expects. Install the version that made the database, or restore a backup.`,
    );
  });
}

function apply(db: DatabaseSync, { number, name, sql, checksum }: Migration): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(sql);
    db.prepare('INSERT INTO migrations VALUES (?, ?, ?, ?)').run(
      number,
      name,
      checksum,
      Date.now(),
    );
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
