import { describe, expect, test } from 'vitest';
import { divideUrl } from '../../../src/adapters/pgtools/libpq.ts';

describe('a connection URL for libpq’s programs', () => {
  test.each([
    ['a password', 'postgresql://shop:s%40crét@db:5433/app', 'postgresql://shop@db:5433/app', 's@crét'],
    ['no password', 'postgres://shop@db/app', 'postgres://shop@db/app', undefined],
    [
      'a password among the parameters',
      'postgres://shop@db/app?password=hush&sslmode=require',
      'postgres://shop@db/app?sslmode=require',
      'hush',
    ],
    [
      'an ORM’s parameters',
      'postgres://u:p@db/app?schema=public&pgbouncer=true&connection_limit=5',
      'postgres://u@db/app',
      'p',
    ],
    ['a driver’s ssl mode', 'postgres://u:p@db/app?sslmode=no-verify', 'postgres://u@db/app?sslmode=require', 'p'],
    ['another application’s name', 'postgres://u:p@db/app?application_name=web', 'postgres://u@db/app', 'p'],
  ])('with %s', (_, url, dbname, password) => {
    expect(divideUrl(url)).toEqual({ dbname, password });
  });

  test('can name another database, whatever its letters', () => {
    expect(divideUrl('postgres://u:p@db/app', 'app ü/?').dbname).toBe('postgres://u@db/app%20%C3%BC%2F%3F');
  });
});
