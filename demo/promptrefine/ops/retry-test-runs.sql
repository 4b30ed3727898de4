-- Test runs that failed because the model provider was away: the service takes queued runs up again by itself.
UPDATE test_runs
   SET status = 'queued', error_message = NULL
 WHERE status = 'failed'
   AND correlation_id IN (SELECT correlation_id FROM recourse_affected);
