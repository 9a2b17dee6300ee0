-- The field's words for functions and triggers of the schema, and less of it. Clients see no
-- difference: what they call keeps its name, its parameters and its answers.

-- No client has ever called it: progress_intervals answers for every zone and language.
drop function public.progress_summary(timestamptz, timestamptz, text, text);

alter function private.refuse_new_owner() rename to forbid_owner_change;
alter function private.note_the_time() rename to set_updated_at;
alter function private.give_revision() rename to assign_revision;
alter function private.keep_away_what_was_deleted() rename to reject_tombstoned;
alter function private.delete_what_is_marked() rename to apply_tombstone;
alter function private.put_what_can_be(text, jsonb) rename to upsert_valid_rows;

-- It is true as well of an account without a second factor, at any level.
alter function private.second_factor_shown() rename to has_required_aal;

-- Triggers of one event run in the order of their names: revisions are assigned, by which the
-- account's counter is taken, before tombstones are looked for.
alter trigger owner_stays on public.users rename to forbid_owner_change;
alter trigger owner_stays on public.user_settings rename to forbid_owner_change;
alter trigger owner_stays on public.sessions rename to forbid_owner_change;
alter trigger owner_stays on public.user_progress rename to forbid_owner_change;
alter trigger owner_stays on public.deletions rename to forbid_owner_change;
alter trigger time_is_noted on public.users rename to set_updated_at;
alter trigger time_is_noted on public.user_settings rename to set_updated_at;
alter trigger revision_is_given on public.user_settings rename to assign_revision;
alter trigger revision_is_given on public.sessions rename to assign_revision;
alter trigger revision_is_given on public.user_progress rename to assign_revision;
alter trigger revision_is_given on public.deletions rename to assign_revision;
alter trigger what_was_deleted_stays_away on public.sessions rename to reject_tombstoned;
alter trigger what_was_deleted_stays_away on public.user_progress rename to reject_tombstoned;
alter trigger what_is_marked_is_deleted on public.deletions rename to apply_tombstone;

comment on table public.sessions is 'A practice session; it has no end while it goes on.';
comment on table public.deletions is
    'Attempts and practice sessions that a learner deleted; what stands here never comes back.';

-- Policies follow a function that is renamed, the bodies of other functions do not.
create or replace function private.refuse_without_second_factor() returns void
language plpgsql stable security invoker set search_path = '' as $$
begin
    if not private.has_required_aal() then
        raise sqlstate 'PT403' using message = 'insufficient_aal';
    end if;
end
$$;

-- The newest proof counts: a token that was only renewed says nothing of who holds it.
create or replace function public.delete_account() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
    proven_at timestamptz := (
        select to_timestamp(max((proof ->> 'timestamp')::double precision))
        from jsonb_path_query(auth.jwt(), 'lax $.amr[*]') as proof
        where proof ->> 'method' is distinct from 'token_refresh'
    );
begin
    perform private.refuse_without_second_factor();
    if proven_at is null or proven_at < now() - interval '10 minutes' then
        raise sqlstate 'PT403' using message = 'reauthentication_needed';
    end if;
    delete from auth.users where id = auth.uid();
end
$$;

create or replace function public.account_sessions() returns table (
    id uuid,
    created_at timestamptz,
    last_used_at timestamptz,
    user_agent text
)
language plpgsql stable security definer set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
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

-- A session that is known by a later end, or by the same one, is left alone.
create function private.put_sessions(sessions jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
    insert into public.sessions as kept (id, device_id, started_at, ended_at)
    select distinct on (s.id) s.id, s.device_id, s.started_at, s.ended_at
    from jsonb_populate_recordset(null::public.sessions, sessions) as s
    order by s.id, s.ended_at desc nulls last
    on conflict (user_id, id) do update set ended_at = excluded.ended_at
    where excluded.ended_at > coalesce(kept.ended_at, '-infinity')
$$;
revoke execute on function private.put_sessions(jsonb) from public, anon, authenticated;
grant execute on function private.put_sessions(jsonb) to authenticated;

-- A kind is named as the parameter of push_changes that it comes in.
create or replace function private.put(kind text, rows jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
    case kind
        when 'deletions' then perform private.put_deletions(rows);
        when 'sittings' then perform private.put_sessions(rows);
        when 'attempts' then perform private.put_attempts(rows);
        when 'settings' then perform private.put_settings(rows);
    end case;
end
$$;
drop function private.put_sittings(jsonb);

create or replace function public.push_changes(
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
    refused := private.upsert_valid_rows('deletions', deletions)
        || private.upsert_valid_rows('sittings', sittings)
        || private.upsert_valid_rows('attempts', attempts)
        || private.upsert_valid_rows('settings', settings);
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
