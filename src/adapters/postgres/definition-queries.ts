import { isUserSchema, notOfExtension } from './user-objects.ts';

/**
 * One query per kind of object; each gives `object`, as a person would name it, and `definition`, a text in which no oid
 * stands. The empty search path of a work session makes every name in it full. Columns that only newer servers have are
 * read through `to_jsonb`, so one query serves all versions.
 */
export const definitionQueries: readonly string[] = [
  `SELECT format('schema %I', n.nspname) AS object, '' AS definition
     FROM pg_namespace n WHERE ${isUserSchema} AND ${notOfExtension('pg_namespace', 'n.oid')}`,

  // Tables, partitions, views, materialised views, foreign tables and sequences; a view's query is its definition.
  `SELECT format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                                            WHEN 'f' THEN 'foreign table' ELSE 'table' END, n.nspname, c.relname) AS object,
          concat_ws(' | ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
            am.amname, c.reloptions::text, c.relispopulated,
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, pg_get_expr(c.relpartbound, c.oid),
            (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
            CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
            (SELECT concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
               FROM pg_sequence s WHERE s.seqrelid = c.oid),
            (SELECT format('owned by %s.%I', d.refobjid::regclass, a.attname) FROM pg_depend d
               JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))) AS definition
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
      AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`,

  // Columns in their order; numbers differ in a copy where columns were dropped, so the order is all that counts.
  `SELECT format('columns of %I.%I', n.nspname, c.relname) AS object,
          string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN 'not null' END, CASE WHEN a.attidentity <> '' THEN format('identity %s', a.attidentity) END,
            CASE WHEN a.attgenerated <> '' THEN format('generated %s', a.attgenerated) END, pg_get_expr(d.adbin, d.adrelid),
            CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
            a.attstorage, to_jsonb(a) ->> 'attcompression', a.attoptions::text), ', ' ORDER BY a.attnum) AS definition
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
      AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}
    GROUP BY n.nspname, c.relname`,

  // A foreign key to a partitioned table has a twin for each partition, whose name is drawn anew when it is restored.
  `SELECT format('constraint %I on %s', o.conname, CASE WHEN o.conrelid <> 0 THEN o.conrelid::regclass::text ELSE o.contypid::regtype::text END) AS object,
          pg_get_constraintdef(o.oid) AS definition
     FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
    WHERE ${isUserSchema} AND o.contype <> 't' AND ${notOfExtension('pg_constraint', 'o.oid')}
      AND NOT EXISTS (SELECT FROM pg_constraint whole WHERE o.contype = 'f' AND whole.oid = o.conparentid AND whole.conrelid = o.conrelid)
      AND ${notOfExtension('pg_class', 'o.conrelid')} AND ${notOfExtension('pg_type', 'o.contypid')}`,

  // pg_dump leaves out indexes that a failed CREATE INDEX CONCURRENTLY left behind, and so do we.
  `SELECT format('index %s', i.indexrelid::regclass) AS object,
          concat_ws(' | ', pg_get_indexdef(i.indexrelid), i.indisclustered, i.indisreplident) AS definition
     FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
     JOIN pg_namespace n ON n.oid = x.relnamespace
    WHERE ${isUserSchema} AND c.relkind <> 't' AND c.relpersistence <> 't' AND (i.indisvalid OR x.relkind = 'I')
      AND ${notOfExtension('pg_class', 'c.oid')}`,

  `SELECT format('trigger %I on %s', g.tgname, g.tgrelid::regclass) AS object,
          concat_ws(' | ', pg_get_triggerdef(g.oid), g.tgenabled) AS definition
     FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT g.tgisinternal AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`,

  `SELECT format('rule %I on %s', r.rulename, r.ev_class::regclass) AS object,
          concat_ws(' | ', pg_get_ruledef(r.oid), r.ev_enabled) AS definition
     FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`,

  `SELECT format('policy %I on %s', p.polname, p.polrelid::regclass) AS object,
          concat_ws(' | ', p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
            (SELECT string_agg(CASE WHEN role = 0 THEN 'public' ELSE pg_get_userbyid(role) END, ', ' ORDER BY 1)
               FROM unnest(p.polroles) AS role)) AS definition
     FROM pg_policy p`,

  `SELECT format('function %s', p.oid::regprocedure) AS object,
          CASE WHEN p.prokind = 'a' THEN (SELECT concat_ws(' ', a.aggkind, a.aggtransfn::regproc, a.aggfinalfn::regproc,
                 a.aggcombinefn::regproc, format_type(a.aggtranstype, NULL), a.agginitval) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
               ELSE pg_get_functiondef(p.oid) END AS definition
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${isUserSchema} AND ${notOfExtension('pg_proc', 'p.oid')}`,

  // Enums, domains, ranges and free-standing composites (whose columns are above).
  `SELECT format('type %s', format_type(t.oid, NULL)) AS object,
          concat_ws(' | ', t.typtype, t.typnotnull, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typdefault,
            (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid),
            (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid)) AS definition
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE ${isUserSchema} AND t.typcategory <> 'A' AND (t.typtype <> 'c' OR c.relkind = 'c')
      AND ${notOfExtension('pg_type', 't.oid')}`,

  `SELECT format('event trigger %I', e.evtname) AS object,
          concat_ws(' | ', e.evtevent, e.evtfoid::regproc, e.evtenabled, e.evttags::text) AS definition
     FROM pg_event_trigger e WHERE ${notOfExtension('pg_event_trigger', 'e.oid')}`,

  `SELECT format('statistics %I.%I', n.nspname, s.stxname) AS object, pg_get_statisticsobjdef(s.oid) AS definition
     FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE ${isUserSchema}`,

  `SELECT format('publication %I', p.pubname) AS object,
          concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
            (SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text COLLATE "C")
               FROM pg_publication_rel r WHERE r.prpubid = p.oid)) AS definition
     FROM pg_publication p`,

  `SELECT format('operator %s', o.oid::regoperator) AS object, concat_ws(' ', o.oprcode, o.oprrest, o.oprjoin, o.oprcanhash, o.oprcanmerge) AS definition
     FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE ${isUserSchema} AND ${notOfExtension('pg_operator', 'o.oid')}`,

  `SELECT format('foreign server %I', s.srvname) AS object, concat_ws(' ', w.fdwname, s.srvtype, s.srvversion, s.srvoptions::text) AS definition
     FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE ${notOfExtension('pg_foreign_server', 's.oid')}`,

  // Objects of initdb have oids below 16384; their comments are PostgreSQL's own.
  `SELECT concat_ws(' ', 'comment on', i.type, i.identity) AS object, d.description AS definition
     FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    WHERE d.objoid >= 16384 AND i.type <> 'extension' AND i.identity IS NOT NULL
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')`,
];
