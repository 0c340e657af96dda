#!/usr/bin/env bun
// The five longest files and functions of the product, for a second look. It judges nothing.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

interface Piece {
  readonly lines: number;
  readonly where: string;
}

const SHOWN = 5;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => !/^test\/|\.test\.ts$|confusables\.ts$/.test(file));

const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
show(
  'Longest files',
  texts.map(({ file, text }) => ({ where: file, lines: text.split('\n').length - 1 })),
);
show('Longest functions', texts.flatMap(functionsOf));

function functionsOf({ file, text }: { file: string; text: string }): Piece[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Piece[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const from = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      found.push({ lines: to - from + 1, where: `${file}:${from + 1} ${nameOf(node)}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.Node): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named = (node as ts.NamedDeclaration).name ?? (node.parent as ts.NamedDeclaration).name;
  return named?.getText() ?? '(a callback)';
}

function show(title: string, pieces: readonly Piece[]): void {
  console.log(`\n${title}`);
  const longest = pieces.toSorted((one, other) => other.lines - one.lines).slice(0, SHOWN);
  for (const { lines, where } of longest) console.log(`${String(lines).padStart(5)}  ${where}`);
}
