import type { Mishap } from '../host/example-service.ts';
import { spoilScript } from './spoil-script.ts';

interface Ground {
  /** The transformation goes out: code, then migrations 010 to 012. */
  transform(): Promise<void>;
  signUp(): Promise<void>;
  readonly checkout: string;
}

/** What can go wrong with the digital twins: their transformation, with sound rollback scripts or with a wrong one. */
export function twinMishaps({ transform, signUp, checkout }: Ground): readonly Mishap[] {
  const release = async () => {
    await transform();
    for (let person = 0; person < 3; person += 1) await signUp();
  };
  const how = 'Press the button: migrations 010 to 012 run, and three people sign in with Google.';
  return [
    {
      name: 'transformation',
      label: 'Release the transformation',
      description: 'Twins become knowledge bases; nobody can chat any more.',
      how,
      run: release,
    },
    {
      name: 'wrong-script',
      label: 'Release it with a wrong script',
      description: 'The same, and the rollback script of 011 has a mistake that only a real run reveals.',
      how,
      run: async () => {
        await release();
        spoilScript(checkout);
      },
    },
  ];
}
