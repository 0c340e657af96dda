import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../cast.ts';

/** A certificate and its key: files for slapd, texts for servers of our own. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A CA of the tests' own, and what it has signed. */
export interface Authority {
  readonly caFile: string;
  readonly ca: string;
  /** For `localhost` and 127.0.0.1. */
  readonly good: Certificate;
  /** For another name. */
  readonly elsewhere: Certificate;
  readonly expired: Certificate;
  /** For `localhost`, by nobody but itself. */
  readonly selfSigned: Certificate;
}

/** Why no certificate can be made here, for `suiteWhere`. */
export const missingOpenssl =
  spawnSync('openssl', ['version']).status === 0
    ? undefined
    : 'openssl is not installed (bin/setup does it)';

let made: Promise<Authority> | undefined;

/** Made once for all tests of a process. */
export function authority(): Promise<Authority> {
  made ??= make();
  return made;
}

const LOCALHOST = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function make(): Promise<Authority> {
  const folder = await temporaryDirectory();
  const [caFile, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  const self = (name: string, key: string, cert: string, more: string[] = []) =>
    openssl(
      'req',
      '-x509',
      ...EC,
      '-days',
      '3',
      '-subj',
      name,
      '-keyout',
      key,
      '-out',
      cert,
      ...more,
    );
  self('/CN=A CA of tests', caKey, caFile);

  async function signed(name: string, alternatives: string, days: number): Promise<Certificate> {
    const at = (ending: string) => join(folder, `${name}.${ending}`);
    openssl('req', ...EC, '-subj', `/CN=${name}`, '-keyout', at('key'), '-out', at('csr'));
    writeFileSync(at('ext'), alternatives);
    const by = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-extfile', at('ext')];
    openssl('x509', '-req', '-in', at('csr'), ...by, '-days', `${days}`, '-out', at('crt'));
    return read(at('crt'), at('key'));
  }

  const [ownCert, ownKey] = [join(folder, 'own.crt'), join(folder, 'own.key')];
  self('/CN=localhost', ownKey, ownCert, ['-addext', LOCALHOST]);
  return {
    caFile,
    ca: await readFile(caFile, 'utf8'),
    good: await signed('good', LOCALHOST, 3),
    elsewhere: await signed('elsewhere', 'subjectAltName=DNS:ldap.example.org', 3),
    expired: await signed('expired', LOCALHOST, -1),
    selfSigned: await read(ownCert, ownKey),
  };
}

async function read(certFile: string, keyFile: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { certFile, keyFile, cert, key };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}
