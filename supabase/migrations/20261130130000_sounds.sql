-- The sounds of an attempt's words, the words that are not sure, and what a learner disputes. They
-- have a column of their own, so that clients from before it find in words only what they know:
-- they pass over the column when they pull, and leave it out when they push.

alter table public.user_progress add column details jsonb check (
    jsonb_typeof(details) = 'object' and octet_length(details::text) <= 524288
);
comment on column public.user_progress.details is
    'What is newer than the first clients: sounds, unsure words, disputes, microphone, strictness.';

create or replace function private.put_attempts(attempts jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.user_progress (
        id, device_id, practice_date, similarity_score, duration_ms, perfect_match, language_code,
        target_phrase, recognized_phrase, verdict, words, deck, model, scorer_version, details
    )
    select
        a.id, a.device_id, a.practice_date, a.similarity_score, a.duration_ms, a.perfect_match,
        a.language_code, a.target_phrase, a.recognized_phrase, a.verdict, a.words, a.deck, a.model,
        a.scorer_version, a.details
    from jsonb_populate_recordset(null::public.user_progress, attempts) as a
    on conflict (user_id, id) do nothing
$$;

create index user_progress_by_version
on public.user_progress (user_id, scorer_version, practice_date);

-- From each version to the next by the index, whatever the number of attempts.
create function public.scorer_versions(
    since timestamptz default null, lang text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    return (
        with recursive present (version) as (
            select min(p.scorer_version) from public.user_progress as p
            where p.user_id = (select auth.uid())
            union all
            select (
                select min(p.scorer_version) from public.user_progress as p
                where p.user_id = (select auth.uid()) and p.scorer_version > present.version
            )
            from present where present.version is not null
        )
        select coalesce(jsonb_agg(present.version order by present.version), '[]')
        from present
        where exists (
            select from public.user_progress as p
            where p.user_id = (select auth.uid())
                and p.scorer_version = present.version
                and p.practice_date >= coalesce(since, '-infinity')
                and private.in_language(p.language_code, lang)
                and p.similarity_score is not null
        )
    );
end
$$;
comment on function public.scorer_versions is
    'The versions of the scorer that gave the caller''s scores since an instant, in a language.';
revoke execute on function public.scorer_versions(timestamptz, text)
from public, anon, authenticated;
grant execute on function public.scorer_versions(timestamptz, text) to authenticated;

create or replace function public.schema_version() returns integer
language sql immutable set search_path = '' as $$ select 3 $$;
