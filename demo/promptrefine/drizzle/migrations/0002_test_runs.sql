CREATE TYPE "test_run_status" AS ENUM ('queued', 'running', 'succeeded', 'failed');
--> statement-breakpoint
CREATE TABLE "test_runs" (
  "id" bigserial PRIMARY KEY,
  "prompt_id" bigint NOT NULL,
  "prompt_version_id" bigint,
  "started_by" bigint,
  "model" text NOT NULL,
  "status" "test_run_status" DEFAULT 'queued' NOT NULL,
  "input" jsonb NOT NULL,
  "output" jsonb,
  "error_message" text,
  "correlation_id" text NOT NULL,
  "latency_ms" integer,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "prompts"("id") ON DELETE cascade;
--> statement-breakpoint
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_prompt_version_id_prompt_versions_id_fk" FOREIGN KEY ("prompt_version_id") REFERENCES "prompt_versions"("id") ON DELETE set null;
--> statement-breakpoint
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_started_by_users_id_fk" FOREIGN KEY ("started_by") REFERENCES "users"("id") ON DELETE set null;
