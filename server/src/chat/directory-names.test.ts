import { describe, expect, test } from 'bun:test';
import { canonical, chatnameProblem, usernameProblem } from '@chateau/protocol';
import fc from 'fast-check';
import { fitUsername, groupNamesBeside, namesFromDirectory } from './directory-names.ts';

describe('a login of the directory as a name', () => {
  test.each([
    ['alice', 'alice'],
    ["O'Brien, José", 'O_Brien__José'],
    ['bob@example.org', 'bob_example.org'],
    ['DOMAIN\\carol', 'DOMAIN_carol'],
    ['_svc', 'svc'],
    ['me', 'me_'],
    ['*)(uid=*', 'uid__'],
    ['ﬀ', 'ff'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['ad\u200Bmin', 'ad_min'],
    ['', 'user'],
    ['***', 'user'],
    ['x'.repeat(256), 'x'.repeat(32)],
  ])('%p is called %p', (login, name) => {
    expect(fitUsername(login)).toBe(name);
  });

  test('is always a name, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (login) => {
        const [first, ...others] = namesFromDirectory(login);
        for (const claim of [first, ...others]) {
          expect(usernameProblem(claim?.name ?? '')).toBeUndefined();
          expect(claim?.canon).toBe(canonical(claim?.name ?? ''));
        }
        expect(new Set([first, ...others].map((claim) => claim?.canon)).size).toBe(50);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves a group names of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (login) => {
        const names = groupNamesBeside(login);
        expect(names.length).toBeGreaterThan(0);
        for (const { name } of names) expect(chatnameProblem(name)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});
