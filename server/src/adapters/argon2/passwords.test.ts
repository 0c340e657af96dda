import { describe, expect, test } from 'bun:test';
import { TooManyPasswords } from '../../ports/passwords.ts';
import { argon2Passwords } from './passwords.ts';

describe('passwords in argon2', () => {
  const passwords = argon2Passwords();

  test('fit their own hash, however their letters are composed, and no other one', async () => {
    const hash = await passwords.hash('caf\u00e9 au lait');
    expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(await passwords.verify(hash, 'cafe\u0301 au lait')).toBe(true);
    expect(await passwords.verify(hash, 'cafe au lait')).toBe(false);
    expect(await passwords.verify(hash, '')).toBe(false);
  });

  test('give another hash each time', async () => {
    expect(await passwords.hash('the same')).not.toBe(await passwords.hash('the same'));
  });

  test('are wrong where there is no hash, whatever they are', async () => {
    expect(await passwords.verify(undefined, 'the password of nobody')).toBe(false);
  });

  test('wait for their turn, and are turned away where too many wait', async () => {
    const few = argon2Passwords({ waiting: 2 });
    const hash = await few.hash('right');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => few.verify(hash, 'right')),
    );
    const served = outcomes.filter(({ status }) => status === 'fulfilled');
    const turnedAway = outcomes.filter(
      (outcome) => outcome.status === 'rejected' && outcome.reason instanceof TooManyPasswords,
    );
    expect([served.length, turnedAway.length]).toEqual([3, 3]);
    expect(await few.verify(hash, 'right')).toBe(true);
  });

  test.each(['quit', 'throw'])(
    'fail where the thread is told to %s, and the next ones get another thread',
    async (word) => {
      const hasher = new URL('./quitter.fixture.ts', import.meta.url);
      const fragile = argon2Passwords({ hasher });
      for (let time = 0; time < 3; time++) {
        expect(await fragile.hash('a')).toBe('hash of a');
        const lost = await Promise.allSettled([word, 'b'].map((each) => fragile.hash(each)));
        expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      }
      expect(await fragile.hash('c')).toBe('hash of c');
    },
  );

  test('that were stored broken are a fault, and the next one has its turn', async () => {
    const outcome = await passwords.verify('$argon2id$nonsense', 'x').catch((error) => error);
    expect(outcome).toBeInstanceOf(Error);
    expect(await passwords.verify(undefined, 'x')).toBe(false);
  });
});
