import { describe, expect, test } from 'bun:test';
import { originRule } from './origin.ts';

const allows = originRule(['https://chat.example', 'capacitor://localhost']);

describe('a page may connect', () => {
  test.each([
    [undefined, 'chat.example'],
    ['https://chat.example', 'anything'],
    ['HTTPS://CHAT.EXAMPLE', 'anything'],
    ['capacitor://localhost', 'anything'],
    ['http://localhost:8888', 'localhost:8888'],
    ['http://127.0.0.1:8888', '127.0.0.1:8888'],
    ['http://[::1]:8888', '[::1]:8888'],
    ['http://10.0.0.5', '10.0.0.5'],
  ])('from %s to %s', (origin, host) => {
    expect(allows(origin, host)).toBe(true);
  });
});

describe('a page may not connect', () => {
  test.each([
    ['null', 'localhost:8888'],
    ['https://evil.example', 'localhost:8888'],
    // A stranger's domain that resolves to this machine.
    ['http://evil.example:8888', 'evil.example:8888'],
    ['https://chat.example.evil.com', 'chat.example'],
    ['https://evilchat.example', 'chat.example'],
    ['https://chat.example@evil.com', 'chat.example'],
    ['https://chat.example:8443', 'chat.example'],
    ['http://chat.example', 'chat.example'],
    ['https://chat.example.', 'chat.example'],
    ['http://localhost:9999', 'localhost:8888'],
    ['http://127.0.0.1:8888', 'localhost:8888'],
    ['file://', ''],
    ['capacitor://evil', 'anything'],
  ])('from %s to %s', (origin, host) => {
    expect(allows(origin, host)).toBe(false);
  });
});
