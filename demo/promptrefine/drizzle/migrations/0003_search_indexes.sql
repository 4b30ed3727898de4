CREATE INDEX "prompts_updated_at_idx" ON "prompts" ("updated_at" DESC);
--> statement-breakpoint
CREATE INDEX "prompts_owner_id_idx" ON "prompts" ("owner_id");
--> statement-breakpoint
CREATE INDEX "prompts_tags_idx" ON "prompts" USING gin ("tags");
--> statement-breakpoint
CREATE INDEX "test_runs_prompt_id_created_at_idx" ON "test_runs" ("prompt_id", "created_at" DESC);
--> statement-breakpoint
CREATE INDEX "test_runs_prompt_version_id_idx" ON "test_runs" ("prompt_version_id");
--> statement-breakpoint
CREATE INDEX "test_runs_failed_idx" ON "test_runs" ("created_at") WHERE "status" = 'failed';
