/**
 * PostgreSQL's own functions that compute and take nothing away, by plain name: its catalogue is looked into first, unless
 * the search path says otherwise. What is not here is asked about; a name too few costs a question, one too many a table.
 */
const computing = new Set(
  (
    'abbrev abs acldefault aclexplode acos acosd acosh age area ascii asin asind asinh atan atan2 atan2d atand atanh avg bit_and ' +
    'bit_count bit_length bit_or bit_xor bool_and bool_or bound_box box broadcast btrim cardinality cbrt ceil ceiling center char_length ' +
    'character_length chr circle clock_timestamp coalesce col_description concat concat_ws convert convert_from convert_to corr cos ' +
    'cosd cosh cot cotd count covar_pop covar_samp cume_dist current_catalog current_database current_date current_query ' +
    'current_role current_schema current_schemas current_setting current_time current_timestamp current_user currval ' +
    'date_bin date_part date_trunc datemultirange daterange decode degrees dense_rank diagonal diameter div encode enum_first ' +
    'enum_last enum_range every exp extract factorial family first_value floor format format_type gcd gen_random_uuid ' +
    'generate_series generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding height host hostmask ' +
    'inet_client_addr inet_client_port inet_merge inet_same_family inet_server_addr inet_server_port initcap int4multirange ' +
    'int4range int8multirange int8range is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp isvertical ' +
    'justify_days justify_hours justify_interval lag last_value lastval lcm lead left length like ln log log10 lower lower_inc ' +
    'lower_inf lpad lseg ltrim make_date make_interval make_time make_timestamp make_timestamptz makeaclitem masklen max md5 min ' +
    'min_scale mod mode netmask network nextval normalize now npoints nth_value ntile num_nonnulls num_nulls numnode nummultirange ' +
    'numrange obj_description octet_length overlaps overlay parse_ident path pclose percent_rank percentile_cont percentile_disc ' +
    'phraseto_tsquery pi plainto_tsquery point polygon popen position pow power querytree quote_ident quote_literal ' +
    'quote_nullable radians radius random range_agg range_intersect_agg range_merge rank regr_avgx regr_avgy regr_count ' +
    'regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number row_security_active ' +
    'row_to_json rpad rtrim scale session_user set_bit set_byte set_config set_masklen setval setweight sha224 sha256 sha384 sha512 ' +
    'shobj_description sign sin sind sinh slope split_part sqrt statement_timestamp stddev stddev_pop stddev_samp strip strpos ' +
    'substr substring sum tan tand tanh text timeofday timezone transaction_timestamp translate trim_array trim_scale trunc ' +
    'ts_delete ts_filter ts_headline ts_lexize ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange ' +
    'tsvector_to_array txid_current txid_current_if_assigned txid_current_snapshot unistr unnest upper upper_inc upper_inf user ' +
    'var_pop var_samp variance version websearch_to_tsquery width width_bucket xml_is_well_formed xmlagg xmlcomment xpath xpath_exists'
  ).split(' '),
);

/** Families of names; and what the extensions that most services have compute. */
const families = new RegExp(
  `^(${[
    'pg_(?!terminate|cancel|drop|read|switch|advisory|file|log|promote|reload|replication|create|start|stop|wal|extension).*',
    'pg_advisory_(xact_)?(lock|unlock)(_shared|_all)?|pg_try_advisory_.*|has_.*_privilege',
    'to_(ascii|char|date|hex|jsonb?|number|reg[a-z]+|timestamp|tsquery|tsvector)',
    'array_(agg|append|cat|dims|fill|length|lower|ndims|positions?|prepend|remove|replace|to_json|to_string|upper)',
    'jsonb?_(agg|array_.*|build_.*|each.*|extract_.*|insert|object.*|path_.*|populate_.*|pretty|set.*|strip_nulls|to_.*|typeof)',
    'string_(agg|to_array|to_table)|regexp_(count|instr|like|match|matches|replace|split_to_.*|substr)',
    // uuid-ossp, pgcrypto, unaccent, pg_trgm, PostGIS.
    'uuid_(generate_v\\d.*|nil|ns_.*)|crypt|gen_salt|gen_random_bytes|digest|hmac|pgp_(sym|pub)_.*|(de)?armor',
    'unaccent|similarity|word_similarity|show_trgm|st_[a-z0-9_]+',
  ].join('|')})$`,
);

/** PostgreSQL's own that change large objects, or run what a text says. */
const harmful = /^(lo_(?!get$)|lowrite$|query_to_)/;

/**
 * Whether calling it can be passed over in silence.
 *
 * @param shadowed where the search path puts other schemas before PostgreSQL's own, and only full names are sure
 */
export function isHarmless(names: readonly string[], shadowed: boolean): boolean {
  const name = names.at(-1) ?? '';
  if (names.length === 2 && names[0] === 'pg_catalog') return !harmful.test(name);
  return !shadowed && (computing.has(name) || families.test(name));
}
