-- What any client may ask for besides rows.

create function public.schema_version() returns integer
language sql immutable set search_path = '' as $$ select 1 $$;
comment on function public.schema_version is
    'The version of this schema; a client that finds a lower one asks for a migration.';

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
language plpgsql stable security invoker set search_path = '' as $$
begin
    -- PostgreSQL reads 'Mars9' as a zone nine hours west; names of places have no digits.
    if time_zone is null or time_zone !~ '^([A-Za-z_-]+(/[A-Za-z_-]+)*|Etc/GMT[+-]\d{1,2})$' then
        raise invalid_parameter_value
        using message = format('time zone %L not recognized', time_zone);
    end if;
    perform now() at time zone time_zone;  -- an unknown one is refused without a row, too
    return query
    select
        (p.practice_date at time zone time_zone)::date,
        p.language_code,
        count(*),
        count(p.similarity_score),
        avg(p.similarity_score),
        count(*) filter (where p.perfect_match),
        sum(p.duration_ms)
    from public.user_progress as p
    where p.user_id = (select auth.uid())
        and p.practice_date >= coalesce(since, '-infinity')
        and p.practice_date < coalesce(until, 'infinity')
        and (
            lang is null
            or lower(p.language_code) = lower(lang)
            or starts_with(lower(p.language_code), lower(lang) || '-')
        )
    group by 1, 2
    order by 1, 2;
end
$$;
comment on function public.progress_summary is
    'Practice of the caller by local day and language, from since up to but without until; '
    'lang takes in its regions. The mean is of scored attempts, null where there are none.';

-- The newest proof counts: a token that was only renewed says nothing of who holds it.
create function public.delete_account() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
    proven_at timestamptz := (
        select to_timestamp(max((proof ->> 'timestamp')::double precision))
        from jsonb_path_query(auth.jwt(), 'lax $.amr[*]') as proof
        where proof ->> 'method' is distinct from 'token_refresh'
    );
begin
    if not private.second_factor_shown() then
        raise sqlstate 'PT403' using message = 'insufficient_aal';
    end if;
    if proven_at is null or proven_at < now() - interval '10 minutes' then
        raise sqlstate 'PT403' using message = 'reauthentication_needed';
    end if;
    delete from auth.users where id = auth.uid();
end
$$;
comment on function public.delete_account is
    'Delete the caller''s account and every row of it; within ten minutes of a proof of identity.';

create function public.account_sessions() returns table (
    id uuid,
    created_at timestamptz,
    last_used_at timestamptz,
    user_agent text
)
language plpgsql stable security definer set search_path = '' as $$
begin
    if not private.second_factor_shown() then
        raise sqlstate 'PT403' using message = 'insufficient_aal';
    end if;
    return query
    select
        s.id,
        s.created_at,
        coalesce(s.refreshed_at at time zone 'UTC', s.created_at) as last_used_at,
        s.user_agent
    from auth.sessions as s
    where s.user_id = auth.uid() and (s.not_after is null or s.not_after > now())
    order by last_used_at desc;
end
$$;
comment on function public.account_sessions is 'The caller''s sign-ins, the latest used first.';

revoke execute on function
    public.schema_version(),
    public.progress_summary(timestamptz, timestamptz, text, text),
    public.delete_account(),
    public.account_sessions()
from public, anon, authenticated;
grant execute on function public.schema_version() to anon, authenticated;
grant execute on function
    public.progress_summary(timestamptz, timestamptz, text, text),
    public.delete_account(),
    public.account_sessions()
to authenticated;
