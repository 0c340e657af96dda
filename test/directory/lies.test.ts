import { afterEach, beforeAll, describe, expect, test } from 'bun:test';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import fc from 'fast-check';
import { ldapDirectory } from '../../server/src/adapters/ldap/directory.ts';
import type { LdapSettings } from '../../server/src/adapters/ldap/settings.ts';
import { DirectoryUnavailable } from '../../server/src/ports/directory.ts';
import { suiteWhere } from '../faults/suite.ts';
import { type Authority, authority, missingOpenssl } from './authority.ts';
import {
  bindResult,
  DN,
  entry,
  type Liar,
  type LiarOptions,
  message,
  type Request,
  reference,
  referral,
  result,
  SUCCESS,
  searchDone,
  startLiar,
} from './liar.ts';

/** A visit to this one lasts so many milliseconds at most. */
const LIMIT = 400;

suiteWhere(missingOpenssl, 'a directory that lies', () => {
  let certificates: Authority;
  const running: Liar[] = [];

  beforeAll(async () => {
    certificates = await authority();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((liar) => liar.stop()));
  });

  async function liarWith(options: LiarOptions = {}): Promise<Liar> {
    const liar = await startLiar({ certificate: certificates.good, ...options });
    running.push(liar);
    return liar;
  }
  function directoryAt({ url }: Liar, more: Partial<LdapSettings> = {}) {
    const settings: LdapSettings = {
      url: [url],
      base: 'ou=people,dc=example,dc=org',
      filter: '(uid={username})',
      bindDn: '',
      bindPassword: '',
      ca: certificates.ca,
      startTls: false,
      plain: false,
      timeout: LIMIT,
      connections: 8,
      name: 'uid',
      displayName: 'displayName',
      id: 'entryUUID',
      admins: [],
      moderators: [],
      chats: [],
      ...more,
    };
    return ldapDirectory(settings, () => {});
  }
  const enter = (liar: Liar, password = 'secret', more: Partial<LdapSettings> = {}) =>
    directoryAt(liar, more).visit('alice', (visit) => visit.accepts(password));
  const failure = (call: Promise<unknown>) =>
    call.then(
      (value) => ({ value }),
      (error) => error,
    );
  const passwords = ({ asked }: Liar) =>
    asked.flatMap((one) => (one.what === 'bind' && one.password !== '' ? [one] : []));

  /** Answers this kind of request so, and the others honestly. */
  const to = (what: string, answer: (request: Request) => void) => (request: Request) => {
    if (request.asked.what !== what) return false;
    answer(request);
    return true;
  };

  test('that tells the truth lets in', async () => {
    expect(await enter(await liarWith())).toMatchObject({ login: 'alice' });
  });

  test('that says yes to everything does not get to see an empty password', async () => {
    const liar = await liarWith();
    expect(await enter(liar, '')).toBeUndefined();
    expect(liar.asked.filter(({ what }) => what === 'bind')).toEqual([]);
  });

  test('that says yes to everything lets in nobody whom it does not know', async () => {
    for (const found of [[], [entry(), entry(DN.replace('alice', 'bob'))]]) {
      const lie = to('search', ({ reply }) => reply(...found, searchDone()));
      const liar = await liarWith({ lie });
      expect(await enter(liar)).toBeUndefined();
      // The real password is for a real entry alone.
      expect(passwords(liar).map(({ password }) => password)).not.toContain('secret');
    }
    const thousand = Array.from({ length: 1_000 }, (_, n) => entry(`uid=s${n},dc=example,dc=org`));
    const lie = to('search', ({ reply }) => reply(...thousand, searchDone(4)));
    expect(await enter(await liarWith({ lie }))).toBeUndefined();
  });

  test('[login.2] is asked as often about nobody as about somebody', async () => {
    const wrong = (asked: Request) => to('bind', ({ reply }) => reply(bindResult(49)))(asked);
    const known = await liarWith({ lie: wrong });
    const unknown = await liarWith({
      lie: (asked) => to('search', ({ reply }) => reply(searchDone()))(asked) || wrong(asked),
    });
    const groups = { admins: ['cn=admins,dc=example,dc=org'] };
    expect(await enter(known, 'wrong', groups)).toBeUndefined();
    expect(await enter(unknown, 'wrong', groups)).toBeUndefined();
    const kinds = ({ asked }: Liar) => asked.map(({ what }) => what);
    expect(kinds(unknown)).toEqual(kinds(known));
    expect(kinds(known)).toEqual(['search', 'bind']);
  });

  describe('or says nothing of use is given up in time:', () => {
    const never = () => {};
    const garbage = Buffer.from('not LDAP at all, but quite long enough to be read as something');
    test.each<[string, LiarOptions]>([
      ['silent from the start', { lie: () => true }],
      ['silent after the search', { lie: to('bind', never) }],
      ['a byte a second', { lie: to('search', ({ socket }) => void socket.write('0')) }],
      ['a length without end', { lie: to('search', hex('3084ffffffff')) }],
      ['a length of lengths', { lie: to('search', hex('30ffffffffff')) }],
      ['garbage', { lie: to('search', ({ socket }) => void socket.write(garbage)) }],
      ['garbage at once', { onConnect: (socket) => void socket.write(garbage) }],
      ['nothing in a message', { lie: to('search', hex('3000')) }],
      [
        "another request's answer",
        { lie: to('search', ({ socket, id }) => void socket.write(message(id + 7, searchDone()))) },
      ],
      ['a cut after the search', { lie: to('bind', ({ socket }) => void socket.destroy()) }],
      [
        'a reset after the search',
        { lie: to('bind', ({ socket }) => void socket.resetAndDestroy()) },
      ],
      ['an end after the search', { lie: to('bind', ({ socket }) => void socket.end()) }],
      [
        'a notice of disconnection',
        {
          lie: to('bind', ({ socket }) => {
            const notice = tlvNotice();
            socket.end(message(0, notice));
          }),
        },
      ],
      ['busy', { lie: to('bind', ({ reply }) => reply(bindResult(51))) }],
      ['unavailable', { lie: to('search', ({ reply }) => reply(searchDone(52))) }],
      ['an error of its own', { lie: to('bind', ({ reply }) => reply(bindResult(80))) }],
      ['a search that is refused', { lie: to('search', ({ reply }) => reply(searchDone(50))) }],
      [
        'ten megabytes',
        {
          lie: to('search', ({ reply }) =>
            reply(entry(DN, { uid: 'x'.repeat(10_000_000) }), searchDone()),
          ),
        },
      ],
      ['entries without end', { lie: to('search', ({ socket, id }) => flood(socket, id)) }],
    ])('%s', async (_, options) => {
      const liar = await liarWith(options);
      const error = await failure(enter(liar));
      expect(error).toBeInstanceOf(DirectoryUnavailable);
      expect((error as Error).message).not.toMatch(/secret|dc=example/);
      // A connection that was lost is not opened anew: the new one would speak for somebody else.
      expect(liar.connections()).toBeLessThanOrEqual(1);
    });
  });

  test.each([49, 53, 19, 32, 34, 48, 8, 13, 50, 7])(
    'that refuses a password with code %p refuses it, whatever its reason',
    async (code) => {
      const lie = to('bind', ({ reply }) => reply(bindResult(code)));
      expect(await enter(await liarWith({ lie }))).toBeUndefined();
    },
  );

  test('that sends us elsewhere is not followed', async () => {
    const elsewhere = await liarWith();
    const bind = to('bind', ({ reply }) => reply(bindResult(10, referral(elsewhere.url))));
    expect(await enter(await liarWith({ lie: bind }))).toBeUndefined();
    const search = to('search', ({ reply }) => reply(reference(elsewhere.url), searchDone()));
    expect(await enter(await liarWith({ lie: search }))).toBeUndefined();
    const beside = to('search', ({ reply }) =>
      reply(entry(), reference(elsewhere.url), searchDone()),
    );
    expect(await enter(await liarWith({ lie: beside }))).toMatchObject({ login: 'alice' });
    expect(elsewhere.connections()).toBe(0);
  });

  describe('with a certificate that is', () => {
    test.each(['elsewhere', 'expired', 'selfSigned'] as const)(
      '%s, hears no password',
      async (which) => {
        const liar = await liarWith({ certificate: certificates[which] });
        expect(await failure(enter(liar))).toBeInstanceOf(DirectoryUnavailable);
        expect(liar.asked).toEqual([]);
        const upgraded = await startLiar({ startTls: certificates[which] });
        running.push(upgraded);
        const error = await failure(enter(upgraded, 'secret', { startTls: true }));
        expect(error).toBeInstanceOf(DirectoryUnavailable);
        expect(passwords(upgraded)).toEqual([]);
      },
    );

    test('good, but spoken in TLS 1.1, hears no password', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
      const liar = await liarWith({ tls: old });
      expect(await failure(enter(liar))).toBeInstanceOf(DirectoryUnavailable);
      expect(liar.asked).toEqual([]);
      // It does speak it: whoever asks for no better gets it.
      const { port } = new URL(liar.url);
      const careless = tls.connect({ port: Number(port), ca: certificates.ca, ...old });
      await new Promise((resolve, reject) => {
        careless.once('secureConnect', resolve).once('error', reject);
      });
      expect(careless.getProtocol()).toBe('TLSv1.1');
      careless.destroy();
    });
  });

  describe('about StartTLS', () => {
    const upgrading = { startTls: true };

    test('hears nothing before it, and everything after it encrypted', async () => {
      const liar = await startLiar({ startTls: certificates.good });
      running.push(liar);
      expect(await enter(liar, 'secret', upgrading)).toMatchObject({ login: 'alice' });
      const [first, ...others] = liar.asked;
      expect(first).toEqual({ what: 'extended', isSecure: false });
      expect(others.length).toBeGreaterThan(1);
      expect(others.every(({ isSecure }) => isSecure)).toBe(true);
    });

    test('and refuses it, hears no password', async () => {
      const liar = await startLiar();
      running.push(liar);
      expect(await failure(enter(liar, 'secret', upgrading))).toBeInstanceOf(DirectoryUnavailable);
      expect(passwords(liar)).toEqual([]);
    });

    test('and cuts the connection later, is not asked again in the clear', async () => {
      const lie = to('search', ({ socket, reply }) => {
        reply(entry(), searchDone());
        setTimeout(() => socket.destroy(), 5);
      });
      const liar = await startLiar({ startTls: certificates.good, lie });
      running.push(liar);
      const late = directoryAt(liar, upgrading).visit('alice', async (visit) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return visit.accepts('secret');
      });
      expect(await failure(late)).toBeInstanceOf(DirectoryUnavailable);
      expect(passwords(liar)).toEqual([]);
      expect(liar.connections()).toBe(1);
    });

    test('cannot be spoken for by somebody before the encryption', async () => {
      // The beginning of a message, which the first encrypted bytes would complete to something else.
      const lie = to('extended', ({ socket, id, upgrade }) => {
        const done = message(id, result(0x78, SUCCESS));
        socket.write(Buffer.concat([done, Buffer.from('30', 'hex')]));
        upgrade();
      });
      const liar = await startLiar({ startTls: certificates.good, lie });
      running.push(liar);
      expect(await failure(enter(liar, 'secret', upgrading))).toBeInstanceOf(DirectoryUnavailable);
      expect(passwords(liar)).toEqual([]);
    });
  });

  test('a login reaches the filter as text, whatever it is', async () => {
    const liar = await liarWith({ lie: to('search', ({ reply }) => reply(searchDone())) });
    const directory = directoryAt(liar, { timeout: 5_000 });
    const sent = async (login: string) => {
      liar.asked.length = 0;
      await directory.visit(login, async () => {});
      const [search] = liar.asked;
      return search?.what === 'search' ? search.values : [];
    };
    for (const login of [
      '*)(uid=*',
      '*',
      'a\\2a',
      "O'Brien, José",
      ' bob ',
      '\u0001',
      '()&|!=~<>',
    ]) {
      expect(await sent(login)).toEqual([`uid=${login}`]);
    }
    const logins = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(logins, async (login) => {
        expect(await sent(login)).toEqual([`uid=${login}`]);
      }),
      { numRuns: 60 },
    );
  });
});

function hex(bytes: string) {
  return ({ socket }: Request) => void socket.write(Buffer.from(bytes, 'hex'));
}

/** Notice of disconnection: RFC 4511, 4.4.1. */
function tlvNotice(): Buffer {
  return result(0x78, 52);
}

function flood(socket: Socket, id: number): void {
  const many = Buffer.concat(Array.from({ length: 500 }, () => message(id, entry())));
  const more = () => {
    while (!socket.destroyed && socket.write(many));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}
