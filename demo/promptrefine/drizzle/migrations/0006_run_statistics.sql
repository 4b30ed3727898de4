CREATE VIEW "daily_test_runs" AS
SELECT date_trunc('day', "created_at") AS "day", "status", count(*) AS "runs"
FROM "test_runs" GROUP BY 1, 2;
--> statement-breakpoint
CREATE FUNCTION "prompt_statistics"("wanted" bigint)
RETURNS TABLE ("versions" bigint, "runs" bigint, "failed_runs" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT (SELECT count(*) FROM prompt_versions WHERE prompt_id = wanted),
         (SELECT count(*) FROM test_runs WHERE prompt_id = wanted),
         (SELECT count(*) FROM test_runs WHERE prompt_id = wanted AND status = 'failed')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "prompt_statistics"(bigint) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "prompt_statistics"(bigint) TO "promptrefine_app";
