import { expect, test } from 'vitest';
import { commandEnvironment } from '../../src/compose/scratch-url.ts';
import { effortOf } from '../support/target.ts';

const { tag } = effortOf('INC-7', 3);
const of = (url: string) =>
  commandEnvironment({ url }, { variable: 'THE_URL', database: 'copy', tag, lockWaitMs: 5_000 });

test('a migration command is told its lock limit and its run by the environment and by the URL', () => {
  expect(of('postgresql://me:pw@host/production')).toEqual({
    THE_URL: 'postgresql://me:pw@host/copy?options=-c%20lock_timeout%3D5000&application_name=recourse%3AINC-7%3A3',
    PGOPTIONS: '-c lock_timeout=5000',
  });
});

test('what the URL says besides stays, and its own options come before ours', () => {
  const { THE_URL = '' } = of('postgresql://host/p?sslmode=require&options=-c%20search_path%3Da&application_name=x');
  const url = new URL(THE_URL);
  expect([...url.searchParams]).toEqual([
    ['sslmode', 'require'],
    ['options', '-c search_path=a -c lock_timeout=5000'],
    ['application_name', 'recourse:INC-7:3'],
  ]);
});
