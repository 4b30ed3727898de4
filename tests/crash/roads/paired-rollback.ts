import { perService } from '../../../blocks/forms/declare-form.ts';
import type { Storefront } from '../../../demo/storefront/start.ts';
import type { Road } from '../roads.ts';
import { storefrontStage } from '../stages/storefront.ts';

/** API and web changed what they agreed on, and go back together: policy takes this way before anybody is asked (R5, P5). */
export const pairedRollback: Road<Storefront> = {
  path: 'app-rollback',
  stage: storefrontStage,
  harm: ({ world }) => Promise.resolve(world.service.mishaps.find(({ name }) => name === 'bad-deploy')?.run()),
  declared: { 'speaks-for': ['critical-function-broken'], [perService('migration', 'storefront')]: '' },
  legs: [null],
  turned: true,
  closing: { 'path-used': 'app-rollback', 'auto-deploys': 'release' },
  leaves: { production: 'the same', data: 'as it was', kept: 'nothing', deploys: 1 },
};
