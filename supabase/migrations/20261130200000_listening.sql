-- What a learner heard, in listening: which of two words was played and whether that was the
-- answer. Clients from before it see nothing of it, since they do not ask for it.

create table public.listening_answers (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    device_id uuid not null,
    answered_at timestamptz not null check (
        answered_at >= '2000-01-01 00:00+00' and answered_at <= now() + interval '2 days'
    ),
    language_code text not null check (
        language_code ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$' and char_length(language_code) <= 35
    ),
    played_word text not null check (played_word ~ '\S' and char_length(played_word) <= 200),
    other_word text not null check (other_word ~ '\S' and char_length(other_word) <= 200),
    contrast text not null check (contrast ~ '\S' and char_length(contrast) <= 50),
    correct boolean not null,
    voice text not null check (char_length(voice) <= 300),
    step smallint not null check (step between 0 and 99),
    revision bigint not null,
    primary key (user_id, id)
);
comment on table public.listening_answers is
    'Which of two words a learner heard; added and removed, never changed.';
create index listening_answers_by_revision on public.listening_answers (user_id, revision);

create trigger forbid_owner_change before update on public.listening_answers
for each row when (new.user_id is distinct from old.user_id)
execute function private.forbid_owner_change();
create trigger assign_revision before insert or update on public.listening_answers
for each row execute function private.assign_revision();
create trigger reject_tombstoned before insert on public.listening_answers
for each row execute function private.reject_tombstoned();
create trigger count_added after insert on public.listening_answers
referencing new table as added for each statement execute function private.count_added();
create trigger count_removed after delete on public.listening_answers
referencing old table as removed for each statement execute function private.count_removed();

alter table public.listening_answers enable row level security;
alter table public.listening_answers force row level security;
create policy own_rows on public.listening_answers to authenticated
using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy second_factor on public.listening_answers as restrictive to authenticated
using ((select private.has_required_aal()));
revoke all on public.listening_answers from public, anon, authenticated;
grant select, insert on public.listening_answers to authenticated;
grant select, insert, update, delete on public.listening_answers to service_role;

comment on table public.deletions is
    'Attempts, practice sessions and listening answers that a learner deleted; what stands here '
    'never comes back.';

create or replace function private.apply_tombstone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    delete from public.user_progress as p where p.user_id = new.user_id and p.id = new.id;
    delete from public.sessions as s where s.user_id = new.user_id and s.id = new.id;
    delete from public.listening_answers as l where l.user_id = new.user_id and l.id = new.id;
    return null;
end
$$;

create function private.put_listening(listening jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.listening_answers (
        id, device_id, answered_at, language_code, played_word, other_word, contrast, correct,
        voice, step
    )
    select
        l.id, l.device_id, l.answered_at, l.language_code, l.played_word, l.other_word, l.contrast,
        l.correct, l.voice, l.step
    from jsonb_populate_recordset(null::public.listening_answers, listening) as l
    on conflict (user_id, id) do nothing
$$;

create or replace function private.put(kind text, rows jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
    case kind
        when 'deletions' then perform private.put_deletions(rows);
        when 'sittings' then perform private.put_sessions(rows);
        when 'attempts' then perform private.put_attempts(rows);
        when 'listening' then perform private.put_listening(rows);
        when 'settings' then perform private.put_settings(rows);
    end case;
end
$$;

drop function public.pull_changes(bigint, integer, bigint, uuid);
create function public.pull_changes(
    after bigint,
    page_rows integer default 500,
    reached bigint default null,
    reached_mark uuid default null,
    with_listening boolean default false
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
    answer jsonb;
begin
    perform private.refuse_without_second_factor();
    perform private.refuse_without_account();
    if after is null or after < 0 or page_rows is null or page_rows not between 1 and 500 then
        raise invalid_parameter_value using message = 'a page has 1 to 500 rows after a revision';
    end if;
    if private.is_set_back(reached, reached_mark) then
        return jsonb_build_object(
            'head', private.account_revision(), 'changes', '[]'::jsonb, 'set_back', true
        );
    end if;
    select jsonb_build_object(
        'head', (select private.account_revision()),
        'changes', coalesce(
            jsonb_agg(
                jsonb_build_object('revision', c.revision, 'kind', c.kind, 'row', c.content)
                order by c.revision
            ),
            '[]'
        )
    )
    into answer
    from (
        (
            select p.revision, 'user_progress' as kind,
                jsonb_strip_nulls(to_jsonb(p) - '{user_id,revision}'::text[]) as content
            from public.user_progress as p
            where p.user_id = (select auth.uid()) and p.revision > after
            order by p.revision limit page_rows
        )
        union all
        (
            select s.revision, 'sessions',
                jsonb_strip_nulls(to_jsonb(s) - '{user_id,revision}'::text[])
            from public.sessions as s
            where s.user_id = (select auth.uid()) and s.revision > after
            order by s.revision limit page_rows
        )
        union all
        (
            select s.revision, 'user_settings', to_jsonb(s) - '{user_id,updated_at}'::text[]
            from public.user_settings as s
            where s.user_id = (select auth.uid()) and s.revision > after
            order by s.revision limit page_rows
        )
        union all
        (
            select l.revision, 'listening_answers', to_jsonb(l) - '{user_id,revision}'::text[]
            from public.listening_answers as l
            where with_listening and l.user_id = (select auth.uid()) and l.revision > after
            order by l.revision limit page_rows
        )
        union all
        (
            select d.revision, 'deletions', jsonb_build_object('id', d.id)
            from public.deletions as d
            where d.user_id = (select auth.uid()) and d.revision > after
            order by d.revision limit page_rows
        )
        order by revision limit page_rows
    ) as c;
    if reached is null then
        return answer;
    end if;
    return answer || jsonb_build_object(
        'mark', private.mark_of((answer ->> 'head')::bigint), 'used', public.account_usage()
    );
end
$$;
comment on function public.pull_changes is
    'The caller''s changes after a revision, oldest first, and the newest revision there is with '
    'its mark. With a checkpoint that the account does not have there are none, and it is said. '
    'Listening answers come to those who ask for them.';

drop function public.push_changes(jsonb, jsonb, jsonb, jsonb, bigint, uuid);
create function public.push_changes(
    attempts jsonb default '[]',
    sittings jsonb default '[]',
    deletions jsonb default '[]',
    settings jsonb default '[]',
    reached bigint default null,
    reached_mark uuid default null,
    listening jsonb default '[]'
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
    before bigint;
    head bigint;
    refused jsonb;
    answer jsonb;
begin
    perform private.refuse_without_second_factor();
    if pg_column_size(attempts) + pg_column_size(sittings) + pg_column_size(deletions)
        + pg_column_size(settings) + pg_column_size(listening) > 8388608
    then
        raise program_limit_exceeded using message = 'a push has up to 8 MiB';
    end if;
    before := private.locked_account_revision();
    if private.is_set_back(reached, reached_mark) then
        return jsonb_build_object(
            'before', before, 'after', before, 'refused', '[]'::jsonb, 'settings', '[]'::jsonb,
            'set_back', true
        );
    end if;
    refused := private.upsert_valid_rows('deletions', deletions)
        || private.upsert_valid_rows('sittings', sittings)
        || private.upsert_valid_rows('attempts', attempts)
        || private.upsert_valid_rows('listening', listening)
        || private.upsert_valid_rows('settings', settings);
    head := private.account_revision();
    answer := jsonb_build_object(
        'before', before,
        'after', head,
        'refused', refused,
        'settings', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'setting_key', asked.setting_key,
                        'setting_value', kept.setting_value,
                        'revision', coalesce(kept.revision, 0)
                    )
                ),
                '[]'
            )
            from (
                select distinct jsonb_path_query(settings, '$[*].setting_key') #>> '{}' as setting_key
            ) as asked
            left join public.user_settings as kept
                on kept.user_id = (select auth.uid()) and kept.setting_key = asked.setting_key
        )
    );
    if reached is null then
        return answer;
    end if;
    return answer || jsonb_build_object(
        'mark', private.mark_of(head), 'used', public.account_usage()
    );
end
$$;
comment on function public.push_changes is
    'Take in changes of the caller; what is here already stays. The revisions after before, up to '
    'after, are those of this call alone. With a checkpoint that the account does not have nothing '
    'is taken in, and it is said.';

-- What a machine that keeps nothing asks.
create or replace function public.known_ids(ids jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    if jsonb_typeof(ids) is distinct from 'array' or jsonb_array_length(ids) > 500 then
        raise invalid_parameter_value using message = 'ids: an array of up to 500';
    end if;
    return (
        select coalesce(jsonb_agg(asked.id), '[]')
        from (select distinct element::uuid as id from jsonb_array_elements_text(ids) as element)
            as asked
        where exists (
            select from public.user_progress as p
            where p.user_id = (select auth.uid()) and p.id = asked.id
        ) or exists (
            select from public.sessions as s
            where s.user_id = (select auth.uid()) and s.id = asked.id
        ) or exists (
            select from public.listening_answers as l
            where l.user_id = (select auth.uid()) and l.id = asked.id
        ) or exists (
            select from public.deletions as d
            where d.user_id = (select auth.uid()) and d.id = asked.id
        )
    );
end
$$;
comment on function public.known_ids is
    'Those of the ids whose attempt, practice session or listening answer the caller keeps, or '
    'deleted.';

create or replace function public.forget_selected(
    since timestamptz default null, lang text default null
) returns integer
language plpgsql volatile security invoker set search_path = '' as $$
declare
    first timestamptz := coalesce(since, '-infinity');
    forgotten integer;
begin
    perform private.refuse_without_second_factor();
    perform private.locked_account_revision();
    insert into public.deletions (id)
    select chosen.id from (
        select p.id from public.user_progress as p
        where p.user_id = (select auth.uid()) and p.practice_date >= first
            and private.in_language(p.language_code, lang)
        union all
        select l.id from public.listening_answers as l
        where l.user_id = (select auth.uid()) and l.answered_at >= first
            and private.in_language(l.language_code, lang)
        union all
        select s.id from public.sessions as s
        where s.user_id = (select auth.uid()) and s.started_at >= first and lang is null
        limit 5000
    ) as chosen;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
comment on function public.forget_selected is
    'Delete the caller''s attempts and listening answers since an instant and, where they are of '
    'every language, the practice sessions; how many, 5000 at most: where it is as many, there may '
    'be more.';

create function public.listening_page(
    since timestamptz default null,
    lang text default null,
    after_id uuid default null,
    page_rows integer default 500
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    if page_rows is null or page_rows not between 1 and 500 then
        raise invalid_parameter_value using message = 'a page has 1 to 500 rows';
    end if;
    return (
        select coalesce(
            jsonb_agg(to_jsonb(page) - '{user_id,revision}'::text[] order by page.id), '[]'
        )
        from (
            select l.* from public.listening_answers as l
            where l.user_id = (select auth.uid())
                and l.answered_at >= coalesce(since, '-infinity')
                and l.id > coalesce(after_id, '00000000-0000-0000-0000-000000000000')
                and private.in_language(l.language_code, lang)
            order by l.id
            limit page_rows
        ) as page
    );
end
$$;
comment on function public.listening_page is
    'The caller''s listening answers since an instant by their ids, those after a given one.';

create or replace function public.schema_version() returns integer
language sql immutable set search_path = '' as $$ select 5 $$;

revoke execute on function
    private.put_listening(jsonb),
    public.pull_changes(bigint, integer, bigint, uuid, boolean),
    public.push_changes(jsonb, jsonb, jsonb, jsonb, bigint, uuid, jsonb),
    public.listening_page(timestamptz, text, uuid, integer)
from public, anon, authenticated;
grant execute on function
    private.put_listening(jsonb),
    public.pull_changes(bigint, integer, bigint, uuid, boolean),
    public.push_changes(jsonb, jsonb, jsonb, jsonb, bigint, uuid, jsonb),
    public.listening_page(timestamptz, text, uuid, integer)
to authenticated;
