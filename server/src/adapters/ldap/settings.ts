/** How to ask the directory. */
export interface LdapSettings {
  /** `ldaps://host[:port]` or `ldap://host[:port]`, in order of preference. */
  readonly url: readonly string[];
  readonly base: string;
  /** With `{username}` where the login goes. */
  readonly filter: string;
  /** Who searches; empty: nobody in particular (anonymous). */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** The certificates of a CA of one's own, PEM. */
  readonly ca: string | undefined;
  readonly startTls: boolean;
  /** Passwords may travel in the clear. */
  readonly plain: boolean;
  /** Milliseconds of a visit, all of it together. */
  readonly timeout: number;
  /** Visits at once. */
  readonly connections: number;
  /** Names of attributes. */
  readonly name: string;
  readonly displayName: string;
  readonly id: string;
  /** DNs of groups whose members have the role. */
  readonly admins: readonly string[];
  readonly moderators: readonly string[];
  /** DNs of groups that fill chats. */
  readonly chats: readonly { readonly key: string; readonly group: string }[];
}

/** Those as an operator writes them, as far as they can be wrong together. */
export interface WrittenSettings {
  readonly url: readonly string[];
  readonly base: string;
  readonly filter: string;
  readonly bind_dn: string;
  readonly bind_password: string;
  readonly start_tls: boolean;
  readonly plain: boolean;
}
