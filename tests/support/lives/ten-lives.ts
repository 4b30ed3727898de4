import { audited } from './audited.ts';
import { cms } from './cms.ts';
import { documents } from './documents.ts';
import { inventory } from './inventory.ts';
import { jobs } from './jobs.ts';
import { ledger } from './ledger.ts';
import { measurements } from './measurements.ts';
import type { RealLife } from './real-life.ts';
import { shop } from './shop.ts';
import { tenants } from './tenants.ts';
import { warehouse } from './warehouse.ts';

/** Ten schemas as services have them, for whatever must hold on all of them. */
export const tenLives: readonly RealLife[] = [
  shop,
  tenants,
  measurements,
  cms,
  ledger,
  inventory,
  documents,
  jobs,
  warehouse,
  audited,
];
