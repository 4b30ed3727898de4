import { describe, expect, test } from 'vitest';
import { writeHistory, writeReport } from '../../src/cli/drill/write-report.ts';
import { drillEnd, drillRecord, drillReport } from '../support/drill-builder.ts';

const reader = { names: new Map(), timeZone: 'UTC' };
const hostile = `<script>alert('1')</script> & "quotes" ]]> <!-- x`;
const trouble = { kind: 'rows-differ', say: hostile, hint: `<img src=x onerror=alert(1)>` } as const;
const findings = [{ check: hostile, result: 'failed' as const, say: hostile }];
const drill = drillRecord(drillEnd(drillReport({ result: 'failed', trouble, findings })));
const facts = { title: 'Shop <b>&</b> Co', drill, previous: null };

/** Every element that was opened is closed, in order; what is not an element is refused by itself. */
function elementsOf(page: string): readonly string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const isVoid = new Set(['meta']);
  for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/g)) {
    if (slash === '/') expect(name).toBe(open.pop());
    else {
      seen.push(name);
      if (!isVoid.has(name)) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return seen;
}

describe('the report of a drill for auditors (B8)', () => {
  const page = writeReport(facts, 'html', reader);

  test('as a page is whole, with language, character set and title, and needs nothing from elsewhere', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
    expect(page).toMatch(/<title>Drill shop-drill-3 of Shop &lt;b&gt;&amp;&lt;\/b&gt; Co: failed/);
    expect(new Set(elementsOf(page))).toEqual(
      new Set(['html', 'head', 'meta', 'title', 'style', 'body', 'h1', 'h2', 'ul', 'li', 'strong', 'code', 'time']),
    );
    expect(page).not.toMatch(/<[^>]*(src|href)=|url\(/i);
  });

  test('lets nothing that somebody wrote become markup (I7)', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;');
  });

  test('has every phase and every finding, in each form', () => {
    for (const form of ['text', 'md', 'html'] as const) {
      const written = writeReport(facts, form, reader);
      expect(written).toContain('Restore into scratch');
      expect(written).toContain('Everything that was checked');
    }
    expect(JSON.parse(writeReport(facts, 'json', reader))).toMatchObject(JSON.parse(JSON.stringify(drill)));
  });

  test('a history as a page is whole, too, also where no drill was held', () => {
    elementsOf(writeHistory('Shop', { drills: [drill], authority: [] }, 'html', reader));
    expect(writeHistory('Shop', { drills: [], authority: [] }, 'html', reader)).toContain('No drill was held yet.');
  });
});
