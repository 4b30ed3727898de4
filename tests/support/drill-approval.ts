import { authorityDrillId } from '../../src/domain/authority-drill.ts';
import { type DrillGrant, drillGrantOf } from '../../src/policy/drill-grant.ts';
import { deciding, lead } from './incident-builder.ts';

/** What policy gives for an approval in a drill. */
export function drillApproval(): DrillGrant {
  const { incident } = deciding().decide('approve', lead);
  const grant = drillGrantOf({ ...incident, pretended: authorityDrillId('promptrefine', 3) });
  if (grant === null) throw new Error('policy gave nothing for an approval in a drill');
  return grant;
}
