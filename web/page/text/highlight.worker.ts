import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import type { Piece, Question } from './highlight.ts';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});

type Found = ReturnType<typeof lowlight.highlight>['children'][number];

function* pieces(nodes: readonly Found[], look: string): Generator<Piece> {
  for (const node of nodes) {
    if (node.type === 'text') yield { text: node.value, look };
    if (node.type !== 'element') continue;
    const [own] = (node.properties['className'] ?? []) as readonly string[];
    yield* pieces(node.children as readonly Found[], own?.replace('hljs-', '') ?? look);
  }
}

self.onmessage = ({ data: { id, text, language } }: MessageEvent<Question>) => {
  const isKnown = lowlight.registered(language);
  const found = isKnown ? [...pieces(lowlight.highlight(language, text).children, '')] : undefined;
  postMessage({ id, pieces: found });
};
