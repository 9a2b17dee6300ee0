-- What a learner keeps on the server. Every row has one owner, and nobody else reaches it.

create schema private;
revoke all on schema private from public;
grant usage on schema private to authenticated;

-- Tables ---------------------------------------------------------------------

create table public.users (
    id uuid primary key references auth.users (id) on delete cascade,
    display_name text check (length(trim(display_name)) between 1 and 100),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.user_settings (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    setting_key text not null check (setting_key ~ '^[a-z][a-z0-9_.-]{0,63}$'),
    setting_value jsonb not null check (pg_column_size(setting_value) <= 8192),
    updated_at timestamptz not null default now(),
    primary key (user_id, setting_key)
);

create table public.sessions (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    device_id text not null check (length(device_id) between 1 and 100),
    started_at timestamptz not null check (started_at between '2000-01-01' and '2200-01-01'),
    ended_at timestamptz check (ended_at between started_at and '2200-01-01'),
    primary key (user_id, id)
);
create index sessions_by_start on public.sessions (user_id, started_at);

create table public.user_progress (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    language_code text not null check (language_code ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    practice_date timestamptz not null
        check (practice_date between '2000-01-01' and '2200-01-01'),
    target_phrase text not null
        check (trim(target_phrase) <> '' and length(target_phrase) <= 20000),
    recognized_phrase text not null check (length(recognized_phrase) <= 20000),
    similarity_score real check (similarity_score between 0 and 100),
    perfect_match boolean not null,
    verdict text not null check (verdict ~ '^[a-z_]{1,30}$'),
    words jsonb not null
        check (jsonb_typeof(words) = 'array' and pg_column_size(words) <= 524288),
    deck text check (length(deck) <= 500),
    duration_ms integer not null check (duration_ms between 0 and 86400000),
    model text not null check (length(model) <= 200),
    scorer_version text not null check (length(scorer_version) <= 50),
    device_id text not null check (length(device_id) between 1 and 100),
    primary key (user_id, id),
    check ((verdict = 'not_scorable') = (similarity_score is null)),
    check (not perfect_match or similarity_score is not null)
);
create index user_progress_by_date
    on public.user_progress (user_id, practice_date desc, language_code);

-- Rules that hold whoever writes -----------------------------------------------

create function private.keep_owner() returns trigger
language plpgsql set search_path = '' as $$
begin
    if to_jsonb(new) -> tg_argv[0] is distinct from to_jsonb(old) -> tg_argv[0] then
        raise exception 'a row never changes its owner' using errcode = '42501';
    end if;
    return new;
end
$$;

create function private.touch() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create trigger keep_owner before update on public.users
    for each row execute function private.keep_owner('id');
create trigger keep_owner before update on public.user_settings
    for each row execute function private.keep_owner('user_id');
create trigger keep_owner before update on public.sessions
    for each row execute function private.keep_owner('user_id');
create trigger keep_owner before update on public.user_progress
    for each row execute function private.keep_owner('user_id');
create trigger touch before insert or update on public.users
    for each row execute function private.touch();
create trigger touch before insert or update on public.user_settings
    for each row execute function private.touch();

-- A profile comes with the account, and is never the reason why a sign-up fails.
create function private.make_profile() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.users (id) values (new.id) on conflict do nothing;
    return new;
exception when others then
    raise warning 'no profile for a new account: %', sqlerrm;
    return new;
end
$$;
create trigger make_profile after insert on auth.users
    for each row execute function private.make_profile();

-- Who reaches which row ----------------------------------------------------------

-- An account with a second factor is closed to sessions that have not shown it.
create function private.second_factor_shown() returns boolean
language sql stable security definer set search_path = '' as $$
    select coalesce((select auth.jwt()) ->> 'aal' = 'aal2', false)
        or not exists (
            select from auth.mfa_factors factor
            where factor.user_id = (select auth.uid()) and factor.status = 'verified'
        )
$$;

alter table public.users enable row level security;
alter table public.user_settings enable row level security;
alter table public.sessions enable row level security;
alter table public.user_progress enable row level security;

create policy "own rows" on public.users for all to authenticated
    using ((select auth.uid()) = id) with check ((select auth.uid()) = id);
create policy "own rows" on public.user_settings for all to authenticated
    using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "own rows" on public.sessions for all to authenticated
    using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy "own rows" on public.user_progress for all to authenticated
    using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

create policy "second factor" on public.users as restrictive for all to authenticated
    using ((select private.second_factor_shown()));
create policy "second factor" on public.user_settings as restrictive for all to authenticated
    using ((select private.second_factor_shown()));
create policy "second factor" on public.sessions as restrictive for all to authenticated
    using ((select private.second_factor_shown()));
create policy "second factor" on public.user_progress as restrictive for all to authenticated
    using ((select private.second_factor_shown()));

revoke all on public.users, public.user_settings, public.sessions, public.user_progress
    from public, anon, authenticated;
grant select, insert, update on public.users to authenticated;
grant select, insert, update, delete on public.user_settings, public.sessions to authenticated;
-- Attempts are added and removed, never changed.
grant select, insert, delete on public.user_progress to authenticated;
grant all on public.users, public.user_settings, public.sessions, public.user_progress
    to service_role;

-- What a client may ask ------------------------------------------------------------

create function public.schema_version() returns integer
language sql immutable set search_path = '' as 'select 1';

-- Each day of practice in the learner's own time zone, and each language.
create function public.progress_summary(
    since timestamptz default null,
    until timestamptz default null,
    lang text default null,
    time_zone text default 'UTC'
) returns table (
    practice_day date,
    language_code text,
    attempts bigint,
    scored bigint,
    mean_score double precision,
    perfect bigint,
    practiced_ms bigint
)
language sql stable security invoker set search_path = '' as $$
    select
        (p.practice_date at time zone time_zone)::date,
        p.language_code,
        count(*),
        count(p.similarity_score),
        avg(p.similarity_score),
        count(*) filter (where p.perfect_match),
        sum(p.duration_ms)::bigint
    from public.user_progress p
    where p.user_id = (select auth.uid())
        and p.practice_date >= coalesce(since, '-infinity')
        and p.practice_date < coalesce(until, 'infinity')
        and (lang is null or p.language_code = lang or p.language_code like lang || '-%')
    group by 1, 2
    order by 1, 2
$$;

-- The sign-ins of the account that still count, the latest used first.
create function public.account_sessions() returns table (
    id uuid, created_at timestamptz, last_used_at timestamptz, user_agent text
)
language plpgsql stable security definer set search_path = '' as $$
begin
    if not private.second_factor_shown() then
        raise exception 'insufficient_aal' using errcode = 'PT403';
    end if;
    return query
        select s.id, s.created_at,
            coalesce(s.refreshed_at at time zone 'UTC', s.created_at), s.user_agent
        from auth.sessions s
        where s.user_id = auth.uid() and (s.not_after is null or s.not_after > now())
        order by 3 desc;
end
$$;

-- Remove the caller's account and, through it, every row. The caller must have signed in, not
-- merely stayed signed in, within the last ten minutes.
create function public.delete_account() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
    signed_in_at double precision := (
        select max((method ->> 'timestamp')::double precision)
        from jsonb_array_elements(auth.jwt() -> 'amr') method
    );
begin
    if auth.uid() is null then
        raise exception 'nobody is signed in' using errcode = 'PT401';
    end if;
    if not private.second_factor_shown() then
        raise exception 'insufficient_aal' using errcode = 'PT403';
    end if;
    if coalesce(signed_in_at, 0) < extract(epoch from now()) - 600 then
        raise exception 'reauthentication_needed' using errcode = 'PT403';
    end if;
    delete from auth.users where id = auth.uid();
end
$$;

revoke execute on all functions in schema public, private from public, anon, authenticated;
grant execute on function public.schema_version() to anon, authenticated;
grant execute on function
    public.progress_summary(timestamptz, timestamptz, text, text),
    public.account_sessions(),
    public.delete_account(),
    private.second_factor_shown()
to authenticated;
