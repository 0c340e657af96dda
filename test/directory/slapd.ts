import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Attribute, Change, Client, DN } from 'ldapts';
import { guard, temporaryDirectory } from '../cast.ts';
import { suiteWhere } from '../faults/suite.ts';
import { type Authority, authority } from './authority.ts';

/** A real directory server, with people in it, that goes when the tests do. */

const PROGRAM = '/usr/sbin/slapd';
/** How long it may take to start, in milliseconds. */
const START = 10_000;

const BASE = 'dc=example,dc=org';
const PEOPLE = `ou=people,${BASE}`;
const GROUPS = `ou=groups,${BASE}`;
const ROOT = { dn: `cn=root,${BASE}`, password: 'the root of all directories' };
const SERVICE = { dn: `cn=chat,${BASE}`, password: 'search, and nothing else' };

/** Failures after which it locks an account. Ours must be fewer. */
const LOCKS_AFTER = 5;

export interface Someone {
  readonly uid: string;
  readonly displayName?: string;
  readonly mail?: string;
  readonly password?: string;
}

export type Slapd = Awaited<ReturnType<typeof startSlapd>>;

export function suiteWithSlapd(name: string, body: () => void): void {
  const missing = existsSync(PROGRAM) ? undefined : 'slapd is not installed (bin/setup does it)';
  suiteWhere(missing, name, body);
}

/** What the password of somebody is unless it was said. */
export function passwordOf(uid: string): string {
  return `the password of ${uid}`;
}

export async function startSlapd() {
  const folder = await temporaryDirectory();
  const [port, tlsPort] = [await freePort(), await freePort()];
  const certificates = await authority();
  const conf = join(folder, 'slapd.conf');
  mkdirSync(join(folder, 'data'));
  writeFileSync(conf, configuration(folder, certificates));
  const urls = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${tlsPort}`];
  const child = spawn(PROGRAM, ['-f', conf, '-h', urls.join(' '), '-d', '0'], { stdio: 'ignore' });
  const guardian = guard('kill -9 "$0"', String(child.pid));
  const root = await rootOf(`ldap://127.0.0.1:${port}`, child);
  await fill(root);

  return {
    pid: child.pid as number,
    url: `ldap://localhost:${port}`,
    secureUrl: `ldaps://localhost:${tlsPort}`,
    base: PEOPLE,
    ca: certificates.ca,
    caFile: certificates.caFile,
    service: SERVICE,
    locksAfter: LOCKS_AFTER,
    groupDn: (cn: string) => groupDn(cn).toString(),
    add: (someone: Someone) => add(root, someone),
    remove: (uid: string) => root.del(personDn(uid)),
    rename: (uid: string, now: string) => root.modifyDN(personDn(uid), new DN({ uid: now })),
    setPassword: (uid: string, password: string) =>
      root.modify(personDn(uid), replacing('userPassword', password)),
    describe: (uid: string, displayName: string) =>
      root.modify(personDn(uid), replacing('displayName', displayName)),
    /** For good, as an administrator does. */
    lock: (uid: string) =>
      root.modify(personDn(uid), replacing('pwdAccountLockedTime', '000001010000Z')),
    /** Whether it would not even take the right password now. */
    async isLocked(uid: string): Promise<boolean> {
      const attributes = ['pwdAccountLockedTime'];
      const { searchEntries } = await root.search(personDn(uid), { scope: 'base', attributes });
      return [searchEntries[0]?.['pwdAccountLockedTime'] ?? []].flat().length > 0;
    },
    join: (uid: string, cn: string) => root.modify(groupDn(cn), changing('add', uid)),
    leave: (uid: string, cn: string) => root.modify(groupDn(cn), changing('delete', uid)),
    /** Stops answering, with all connections open. */
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async stop() {
      await root.unbind().catch(() => {});
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
      guardian.kill('SIGKILL');
    },
  };
}

/** The old form of configuration is still read, and fits on a page. */
function configuration(folder: string, { caFile, good }: Authority): string {
  const schemas = ['core', 'cosine', 'inetorgperson', 'nis'];
  return `
${schemas.map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
pidfile ${join(folder, 'slapd.pid')}
TLSCACertificateFile ${caFile}
TLSCertificateFile ${good.certFile}
TLSCertificateKeyFile ${good.keyFile}
password-hash {SSHA}
database mdb
maxsize 67108864
suffix "${BASE}"
directory ${join(folder, 'data')}
rootdn "${ROOT.dn}"
rootpw "${ROOT.password}"
index objectClass,uid,mail,entryUUID,memberOf eq
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${SERVICE.dn}" read by users none by * none
overlay memberof
memberof-group-oc groupOfNames
overlay ppolicy
ppolicy_default "cn=policy,${BASE}"
`;
}

async function rootOf(url: string, child: ChildProcess): Promise<Client> {
  const over = Date.now() + START;
  for (;;) {
    const client = new Client({ url, strictDN: false });
    try {
      await client.bind(ROOT.dn, ROOT.password);
      return client;
    } catch (error) {
      if (Date.now() > over || child.exitCode !== null) {
        throw new Error('slapd has not started', { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A few dozen people, and three groups of which some of them are members. */
async function fill(root: Client): Promise<void> {
  await root.add(BASE, { objectClass: ['dcObject', 'organization'], o: 'Example', dc: 'example' });
  for (const ou of ['people', 'groups']) {
    await root.add(`ou=${ou},${BASE}`, { objectClass: ['organizationalUnit'], ou });
  }
  await root.add(SERVICE.dn, {
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    cn: 'chat',
    userPassword: SERVICE.password,
  });
  await root.add(`cn=policy,${BASE}`, {
    objectClass: ['device', 'pwdPolicy'],
    cn: 'policy',
    pwdAttribute: 'userPassword',
    pwdLockout: 'TRUE',
    pwdMaxFailure: `${LOCKS_AFTER}`,
    pwdLockoutDuration: '1800',
    pwdFailureCountInterval: '1800',
  });
  const named = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'mallory'];
  const people: Someone[] = [
    ...named.map((uid) => ({ uid, displayName: `${uid} of Example`, mail: `${uid}@example.org` })),
    { uid: "O'Brien, José", displayName: 'José O’Brien', mail: 'jose@example.org' },
    { uid: 'böb', displayName: 'Böb' },
    { uid: 'bob,ou=admins', displayName: 'A comma' },
    ...Array.from({ length: 20 }, (_, number) => ({ uid: `student${number}` })),
  ];
  for (const someone of people) await add(root, someone);
  for (const [cn, member] of [
    ['staff', 'alice'],
    ['moderators', 'bob'],
    ['admins', 'carol'],
  ] as const) {
    const attributes = { objectClass: ['groupOfNames'], cn, member: personDn(member).toString() };
    await root.add(groupDn(cn), attributes);
  }
  // Of two other kinds, which people do not carry with them as `memberOf`.
  const frank = personDn('frank').toString();
  await root.add(groupDn('tutors'), {
    objectClass: ['groupOfUniqueNames'],
    cn: 'tutors',
    uniqueMember: frank,
  });
  await root.add(groupDn('lab'), {
    objectClass: ['posixGroup'],
    cn: 'lab',
    gidNumber: '4711',
    memberUid: 'heidi',
  });
}

async function add(root: Client, { uid, displayName, mail, password }: Someone): Promise<void> {
  await root.add(personDn(uid), {
    objectClass: ['inetOrgPerson'],
    uid,
    cn: displayName ?? uid,
    sn: uid,
    userPassword: password ?? passwordOf(uid),
    ...(displayName !== undefined && { displayName }),
    ...(mail !== undefined && { mail }),
  });
}

function personDn(uid: string): DN {
  return new DN({ uid }).addRDNs(rdnsOf(PEOPLE));
}

function groupDn(cn: string): DN {
  return new DN({ cn }).addRDNs(rdnsOf(GROUPS));
}

function rdnsOf(dn: string): { [key: string]: string }[] {
  return dn.split(',').map((part) => {
    const [key = '', value = ''] = part.split('=');
    return { [key]: value };
  });
}

function replacing(type: string, value: string): Change {
  return new Change({
    operation: 'replace',
    modification: new Attribute({ type, values: [value] }),
  });
}

function changing(operation: 'add' | 'delete', uid: string): Change {
  const values = [personDn(uid).toString()];
  return new Change({ operation, modification: new Attribute({ type: 'member', values }) });
}

async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  await new Promise((resolve) => holder.close(resolve));
  return port;
}
