import { z } from 'zod';
import { Finding } from '../domain/finding.ts';

/** Optional, so that a person may mark such a step done by hand: its outcome is read by nobody else. */
export const findingsOf = z.array(Finding).optional();
