-- What a client needs to keep a copy of its own in step: revisions, tombstones, pages and batches.
--
-- Each account counts its changes. A change takes the account's counter row first and holds it to
-- the end of its transaction, so the changes of one account are committed in the order of their
-- revisions, and whoever has read up to a revision has missed nothing before it. Accounts do not
-- wait for each other.

create table private.account_revisions (
    user_id uuid primary key references auth.users (id) on delete cascade,
    revision bigint not null
);
comment on table private.account_revisions is 'How many changes each account has seen.';

create table public.deletions (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    deleted_at timestamptz not null default now(),
    primary key (user_id, id)
);
comment on table public.deletions is
    'Attempts and sittings that a learner deleted; what stands here never comes back.';

alter table public.user_settings add column revision bigint;
alter table public.sessions add column revision bigint;
alter table public.user_progress add column revision bigint;
alter table public.deletions add column revision bigint not null;

-- Rows from before this migration get revisions as well, those of one account without a gap.
with numbered as (
    select
        user_id,
        kind,
        name,
        row_number() over (partition by user_id order by kind, name) as place
    from (
        select user_id, 'a' as kind, id::text as name from public.user_progress
        union all select user_id, 'b', id::text from public.sessions
        union all select user_id, 'c', setting_key from public.user_settings
    ) as present
), progress as (
    update public.user_progress as p set revision = n.place from numbered as n
    where n.kind = 'a' and n.user_id = p.user_id and n.name = p.id::text
), sittings as (
    update public.sessions as s set revision = n.place from numbered as n
    where n.kind = 'b' and n.user_id = s.user_id and n.name = s.id::text
), settings as (
    update public.user_settings as s set revision = n.place from numbered as n
    where n.kind = 'c' and n.user_id = s.user_id and n.name = s.setting_key
)
insert into private.account_revisions (user_id, revision)
select user_id, count(*) from numbered group by user_id;

alter table public.user_settings alter column revision set not null;
alter table public.sessions alter column revision set not null;
alter table public.user_progress alter column revision set not null;

create index user_settings_by_revision on public.user_settings (user_id, revision);
create index sessions_by_revision on public.sessions (user_id, revision);
create index user_progress_by_revision on public.user_progress (user_id, revision);
create index deletions_by_revision on public.deletions (user_id, revision);

-- The policies look at a row later; nobody is to wait for, or learn of, a stranger until then.
create function private.give_revision() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if auth.role() = 'authenticated' and new.user_id is distinct from auth.uid() then
        raise insufficient_privilege using message = 'a row belongs to whoever writes it';
    end if;
    insert into private.account_revisions as counter (user_id, revision) values (new.user_id, 1)
    on conflict (user_id) do update set revision = counter.revision + 1
    returning counter.revision into new.revision;
    return new;
end
$$;

create function private.keep_away_what_was_deleted() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    if exists (
        select from public.deletions as d where d.user_id = new.user_id and d.id = new.id
    ) then
        return null;
    end if;
    return new;
end
$$;

create function private.delete_what_is_marked() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    delete from public.user_progress as p where p.user_id = new.user_id and p.id = new.id;
    delete from public.sessions as s where s.user_id = new.user_id and s.id = new.id;
    return null;
end
$$;

-- Triggers of one event run in the order of their names. The counter is taken before tombstones
-- are looked for, so that those of a transaction that was faster are seen.
create trigger revision_is_given before insert or update on public.user_settings
for each row execute function private.give_revision();
create trigger revision_is_given before insert or update on public.sessions
for each row execute function private.give_revision();
create trigger revision_is_given before insert or update on public.user_progress
for each row execute function private.give_revision();
create trigger revision_is_given before insert or update on public.deletions
for each row execute function private.give_revision();
create trigger what_was_deleted_stays_away before insert on public.sessions
for each row execute function private.keep_away_what_was_deleted();
create trigger what_was_deleted_stays_away before insert on public.user_progress
for each row execute function private.keep_away_what_was_deleted();
create trigger what_is_marked_is_deleted after insert on public.deletions
for each row execute function private.delete_what_is_marked();

create trigger owner_stays before update on public.deletions
for each row when (new.user_id is distinct from old.user_id)
execute function private.refuse_new_owner();

alter table public.deletions enable row level security;
alter table public.deletions force row level security;
create policy own_rows on public.deletions to authenticated
using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy second_factor on public.deletions as restrictive to authenticated
using ((select private.second_factor_shown()));
revoke all on public.deletions from public, anon, authenticated;
grant select, insert on public.deletions to authenticated;
grant select, insert, update, delete on public.deletions to service_role;

-- A row that goes without a tombstone would come back from the next machine that has it.
revoke delete on public.user_progress, public.sessions, public.user_settings from authenticated;

-- The policies hide the rows from such a caller without a word: the account would seem empty, and
-- a client would count on from its head.
create function private.refuse_without_second_factor() returns void
language plpgsql stable security invoker set search_path = '' as $$
begin
    if not private.second_factor_shown() then
        raise sqlstate 'PT403' using message = 'insufficient_aal';
    end if;
end
$$;

create function private.account_revision() returns bigint
language sql stable security definer set search_path = '' as $$
    select coalesce(
        (select c.revision from private.account_revisions as c where c.user_id = auth.uid()), 0
    )
$$;
comment on function private.account_revision is 'How many changes the caller''s account has seen.';

create function private.locked_account_revision() returns bigint
language plpgsql volatile security definer set search_path = '' as $$
begin
    -- In the order in which the end of an account takes them, so that neither waits for the other.
    perform from auth.users as u where u.id = auth.uid() for key share;
    insert into private.account_revisions (user_id, revision) values (auth.uid(), 0)
    on conflict (user_id) do nothing;
    return (
        select c.revision from private.account_revisions as c
        where c.user_id = auth.uid() for update
    );
end
$$;
comment on function private.locked_account_revision is
    'The same, and nobody else changes or deletes the account until this transaction ends.';

-- The counter and the rows are of one snapshot, since this is one statement.
create function public.pull_changes(after bigint, page_rows integer default 500) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
    answer jsonb;
begin
    perform private.refuse_without_second_factor();
    if after is null or after < 0 or page_rows is null or page_rows not between 1 and 500 then
        raise invalid_parameter_value using message = 'a page has 1 to 500 rows after a revision';
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
            select d.revision, 'deletions', jsonb_build_object('id', d.id)
            from public.deletions as d
            where d.user_id = (select auth.uid()) and d.revision > after
            order by d.revision limit page_rows
        )
        order by revision limit page_rows
    ) as c;
    return answer;
end
$$;
comment on function public.pull_changes is
    'The caller''s changes after a revision, oldest first, and the newest revision there is.';

create function private.put_attempts(attempts jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.user_progress (
        id, device_id, practice_date, similarity_score, duration_ms, perfect_match, language_code,
        target_phrase, recognized_phrase, verdict, words, deck, model, scorer_version
    )
    select
        a.id, a.device_id, a.practice_date, a.similarity_score, a.duration_ms, a.perfect_match,
        a.language_code, a.target_phrase, a.recognized_phrase, a.verdict, a.words, a.deck, a.model,
        a.scorer_version
    from jsonb_populate_recordset(null::public.user_progress, attempts) as a
    on conflict (user_id, id) do nothing
$$;

-- A sitting that is known by a later end, or by the same one, is left alone.
create function private.put_sittings(sittings jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.sessions as kept (id, device_id, started_at, ended_at)
    select distinct on (s.id) s.id, s.device_id, s.started_at, s.ended_at
    from jsonb_populate_recordset(null::public.sessions, sittings) as s
    order by s.id, s.ended_at desc nulls last
    on conflict (user_id, id) do update set ended_at = excluded.ended_at
    where excluded.ended_at > coalesce(kept.ended_at, '-infinity')
$$;

create function private.put_deletions(deletions jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.deletions (id)
    select one::uuid from jsonb_array_elements_text(deletions) as one
    on conflict (user_id, id) do nothing
$$;

-- Compare and set: a value is taken where it is based on the revision that is here.
create function private.put_settings(settings jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
    update public.user_settings as kept
    set setting_value = coalesce(s.setting_value, 'null')
    from jsonb_populate_recordset(null::public.user_settings, settings) as s
    where kept.user_id = (select auth.uid()) and kept.setting_key = s.setting_key
        and kept.revision = s.revision;
    insert into public.user_settings (setting_key, setting_value)
    select s.setting_key, coalesce(s.setting_value, 'null')
    from jsonb_populate_recordset(null::public.user_settings, settings) as s
    where s.revision = 0
    on conflict (user_id, setting_key) do nothing;
end
$$;

create function private.put(kind text, rows jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
    case kind
        when 'deletions' then perform private.put_deletions(rows);
        when 'sittings' then perform private.put_sittings(rows);
        when 'attempts' then perform private.put_attempts(rows);
        when 'settings' then perform private.put_settings(rows);
    end case;
end
$$;

-- All rows at once or, where one of them cannot be stored, each for itself; returns those that
-- cannot, with the reason.
create function private.put_what_can_be(kind text, rows jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
    one jsonb;
    refused jsonb := '[]';
begin
    if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) > 500 then
        raise invalid_parameter_value using message = format('%s: an array of up to 500', kind);
    end if;
    begin
        perform private.put(kind, rows);
        return refused;
    exception when data_exception or integrity_constraint_violation then
        null;
    end;
    for one in select element from jsonb_array_elements(rows) as element loop
        begin
            perform private.put(kind, jsonb_build_array(one));
        exception when data_exception or integrity_constraint_violation then
            refused := refused || jsonb_build_object(
                'id', coalesce(one ->> 'id', one ->> 'setting_key', one #>> '{}'),
                'reason', sqlerrm
            );
        end;
    end loop;
    return refused;
end
$$;

create function public.push_changes(
    attempts jsonb default '[]',
    sittings jsonb default '[]',
    deletions jsonb default '[]',
    settings jsonb default '[]'
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
    before bigint;
    refused jsonb;
begin
    perform private.refuse_without_second_factor();
    before := private.locked_account_revision();
    refused := private.put_what_can_be('deletions', deletions)
        || private.put_what_can_be('sittings', sittings)
        || private.put_what_can_be('attempts', attempts)
        || private.put_what_can_be('settings', settings);
    return jsonb_build_object(
        'before', before,
        'after', (select private.account_revision()),
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
end
$$;
comment on function public.push_changes is
    'Take in changes of the caller; what is here already stays. The revisions after before, up to '
    'after, are those of this call alone.';

-- For a machine that keeps nothing: what a local history is asked for.

create function private.in_language(language_code text, lang text) returns boolean
language sql immutable set search_path = '' as $$
    select lang is null
        or lower(language_code) = lower(lang)
        or starts_with(lower(language_code), lower(lang) || '-')
$$;
comment on function private.in_language is 'Whether a tag is the wanted one or one of its regions.';

create function public.progress_page(
    since timestamptz default null,
    lang text default null,
    before_date timestamptz default null,
    before_id uuid default null,
    page_rows integer default 500
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    if page_rows is null or page_rows not between 1 and 500 then
        raise invalid_parameter_value using message = 'a page has 1 to 500 rows';
    end if;
    return (
        select coalesce(jsonb_agg(page.content order by page.practice_date desc, page.id desc), '[]')
        from (
            select
                p.practice_date,
                p.id,
                jsonb_strip_nulls(to_jsonb(p) - '{user_id,revision}'::text[]) as content
            from public.user_progress as p
            where p.user_id = (select auth.uid())
                and p.practice_date >= coalesce(since, '-infinity')
                and (p.practice_date, p.id) < (
                    coalesce(before_date, 'infinity'),
                    coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
                )
                and private.in_language(p.language_code, lang)
            order by p.practice_date desc, p.id desc
            limit page_rows
        ) as page
    );
end
$$;
comment on function public.progress_page is
    'The caller''s attempts since an instant, newest first, those after a given one of that order.';

create function public.progress_intervals(
    since timestamptz default null, lang text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_array(
                    i.starts_at, i.language_code, i.attempts, i.scored, i.score_sum, i.perfect
                )
                order by i.starts_at, i.language_code
            ),
            '[]'
        )
        from (
            select
                date_bin('15 minutes', p.practice_date, '2000-01-01 00:00+00') as starts_at,
                p.language_code,
                count(*) as attempts,
                count(p.similarity_score) as scored,
                coalesce(sum(p.similarity_score), 0) as score_sum,
                count(*) filter (where p.perfect_match) as perfect
            from public.user_progress as p
            where p.user_id = (select auth.uid())
                and p.practice_date >= coalesce(
                    date_bin('15 minutes', since + interval '14:59.999999', '2000-01-01 00:00+00'),
                    '-infinity'
                )
                and private.in_language(p.language_code, lang)
            group by 1, 2
        ) as i
    );
end
$$;
comment on function public.progress_intervals is
    'The caller''s practice by quarter of an hour and language, of quarters that begin at an instant '
    'or later: start, language, attempts, scored, sum of scores, perfect.';

create function public.hardest_words(
    since timestamptz default null,
    lang text default null,
    among integer default 1000,
    most integer default 10
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    return (
        select coalesce(
            jsonb_agg(jsonb_build_array(h.word, h.mean, h.times) order by h.mean, h.word), '[]'
        )
        from (
            select
                said ->> 'word' collate "C" as word,
                avg((said ->> 'score')::double precision) as mean,
                count(*) as times
            from (
                select p.words from public.user_progress as p
                where p.user_id = (select auth.uid())
                    and p.practice_date >= coalesce(since, '-infinity')
                    and private.in_language(p.language_code, lang)
                    and p.similarity_score is not null
                order by p.practice_date desc, p.id desc
                limit among
            ) as newest, jsonb_array_elements(newest.words) as said
            where said ->> 'status' <> 'extra'
            group by 1
            having bool_or(said ->> 'status' <> 'correct')
            order by 2, 1
            limit most
        ) as h
    );
end
$$;
comment on function public.hardest_words is
    'Words of the caller''s newest scored attempts by mean score, the lowest first, with how often '
    'each was said; extra words and those that were always correct are left out.';

create or replace function public.schema_version() returns integer
language sql immutable set search_path = '' as $$ select 2 $$;

revoke execute on all functions in schema private from public, anon, authenticated;
grant execute on function
    private.second_factor_shown(),
    private.refuse_without_second_factor(),
    private.account_revision(),
    private.locked_account_revision(),
    private.in_language(text, text),
    private.put_attempts(jsonb),
    private.put_sittings(jsonb),
    private.put_deletions(jsonb),
    private.put_settings(jsonb),
    private.put(text, jsonb),
    private.put_what_can_be(text, jsonb)
to authenticated;

revoke execute on function
    public.pull_changes(bigint, integer),
    public.push_changes(jsonb, jsonb, jsonb, jsonb),
    public.progress_page(timestamptz, text, timestamptz, uuid, integer),
    public.progress_intervals(timestamptz, text),
    public.hardest_words(timestamptz, text, integer, integer)
from public, anon, authenticated;
grant execute on function
    public.pull_changes(bigint, integer),
    public.push_changes(jsonb, jsonb, jsonb, jsonb),
    public.progress_page(timestamptz, text, timestamptz, uuid, integer),
    public.progress_intervals(timestamptz, text),
    public.hardest_words(timestamptz, text, integer, integer)
to authenticated;
