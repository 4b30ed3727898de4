import type { DrillRecord } from '../../../../src/domain/drill-record.ts';
import { visibleText } from '../../../slack/reading.ts';
import type { SlackMessage } from '../../../slack/shapes.ts';
import type { Claim } from '../../story.ts';
import type { Trial } from './trials.ts';

export function passedClaim(drilled: DrillRecord | undefined): Claim {
  const report = drilled?.report;
  const checked = report?.findings.filter(({ check }) => check.startsWith('application')).length ?? 0;
  return {
    claim: 'the drill went through storage, key, pg_restore and the application',
    held: report?.result === 'passed' && report.backup?.encrypted === true && checked >= 3,
    say: `${report?.backup?.rows.toLocaleString('en-US')} rows in ${report?.phases.length} timed phases, ${checked} checks of the application`,
  };
}

export function pictureClaim({ files = [] }: SlackMessage): Claim {
  const [picture] = files;
  const alt = picture?.alt_txt ?? '';
  return {
    claim: 'the trend is shared as a picture, and said to those who cannot see it',
    held: picture?.mimetype === 'image/png' && alt.includes('Recovery takes (RTO)'),
    say: `${picture?.size.toLocaleString('en-US')} bytes; ${alt}`,
  };
}

/** It was told as what it is, in the channel and in the log, with the next move, and somebody has to look after it. */
export function trialClaim({ trouble, told }: Trial, drilled: DrillRecord | undefined, message: SlackMessage): Claim {
  const { report, followUp } = drilled ?? {};
  const text = visibleText(message);
  const isOpen = followUp?.done === null && text.includes('Follow-up');
  return {
    claim: `${trouble} is told as that, and leaves a follow-up`,
    held: report?.result === 'failed' && report.trouble?.kind === trouble && text.includes(told) && isOpen,
    say: report === undefined || report === null ? 'nothing was reported' : whatCame(report),
  };
}

function whatCame({ result, trouble }: NonNullable<DrillRecord['report']>): string {
  return trouble === null ? result : `${result}: ${trouble.say} ${trouble.hint}`;
}
