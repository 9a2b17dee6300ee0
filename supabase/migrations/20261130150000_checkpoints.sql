-- How a machine notices that the database was set back to an older copy.
--
-- Each transaction that changes an account gets a mark, which is random: the same transaction has
-- the same mark for ever, and a transaction of another past has another one. A client keeps the
-- newest revision that it knows of with its mark, its checkpoint, and shows it at each call. Where
-- the account does not have that checkpoint (any more), the client is told so, and gives back
-- everything it has. Clients that show none are answered as before.

create table private.account_marks (
    user_id uuid not null references auth.users (id) on delete cascade,
    revision bigint not null,
    mark uuid not null default gen_random_uuid(),
    primary key (user_id, revision)
);
comment on table private.account_marks is
    'The first revision of each transaction of an account, and the mark of that transaction.';
alter table private.account_marks enable row level security;
create policy own_rows on private.account_marks for select to authenticated
using ((select auth.uid()) = user_id);
grant select on private.account_marks to authenticated;

alter table private.account_revisions
add column transaction_id xid8,
add column first_revision bigint not null default 0;
comment on column private.account_revisions.transaction_id is
    'The transaction that made the newest change; first_revision is that of its first change.';

insert into private.account_marks (user_id, revision)
select user_id, 0 from private.account_revisions where revision > 0;

create or replace function private.assign_revision() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    first_revision bigint;
begin
    if auth.role() = 'authenticated' and new.user_id is distinct from auth.uid() then
        raise insufficient_privilege using message = 'a row belongs to whoever writes it';
    end if;
    insert into private.account_revisions as counter (
        user_id, revision, transaction_id, first_revision
    )
    values (new.user_id, 1, pg_current_xact_id(), 1)
    on conflict (user_id) do update set
        revision = counter.revision + 1,
        transaction_id = excluded.transaction_id,
        first_revision = case
            when counter.transaction_id = excluded.transaction_id then counter.first_revision
            else counter.revision + 1
        end
    returning counter.revision, counter.first_revision into new.revision, first_revision;
    if new.revision = first_revision then
        insert into private.account_marks (user_id, revision) values (new.user_id, new.revision)
        on conflict (user_id, revision) do update set mark = excluded.mark;
    end if;
    return new;
end
$$;

create function private.mark_of(newest bigint) returns uuid
language sql stable security invoker set search_path = '' as $$
    select m.mark from private.account_marks as m
    where m.user_id = (select auth.uid()) and m.revision <= newest
    order by m.revision desc limit 1
$$;
comment on function private.mark_of is 'The mark of the transaction that made a revision.';

create function private.is_set_back(reached bigint, reached_mark uuid) returns boolean
language sql stable security invoker set search_path = '' as $$
    select reached > 0 and not coalesce(
        reached <= private.account_revision() and private.mark_of(reached) = reached_mark, false
    )
$$;
comment on function private.is_set_back is
    'Whether the caller''s account lacks what a client knows that it had.';

-- A token outlives its account by up to an hour. To whom an account that is gone seemed empty, it
-- would seem to have been set back.
create function private.refuse_without_account() returns void
language plpgsql stable security definer set search_path = '' as $$
begin
    if not exists (select from auth.users as u where u.id = auth.uid()) then
        raise foreign_key_violation using message = 'the account does not exist';
    end if;
end
$$;

drop function public.pull_changes(bigint, integer);
create function public.pull_changes(
    after bigint,
    page_rows integer default 500,
    reached bigint default null,
    reached_mark uuid default null
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
    'its mark. With a checkpoint that the account does not have there are none, and it is said.';

drop function public.push_changes(jsonb, jsonb, jsonb, jsonb);
create function public.push_changes(
    attempts jsonb default '[]',
    sittings jsonb default '[]',
    deletions jsonb default '[]',
    settings jsonb default '[]',
    reached bigint default null,
    reached_mark uuid default null
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
        + pg_column_size(settings) > 8388608
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
    return answer || jsonb_build_object('mark', private.mark_of(head));
end
$$;
comment on function public.push_changes is
    'Take in changes of the caller; what is here already stays. The revisions after before, up to '
    'after, are those of this call alone. With a checkpoint that the account does not have nothing '
    'is taken in, and it is said.';

create or replace function public.schema_version() returns integer
language sql immutable set search_path = '' as $$ select 4 $$;

revoke execute on function
    private.mark_of(bigint),
    private.is_set_back(bigint, uuid),
    private.refuse_without_account(),
    public.pull_changes(bigint, integer, bigint, uuid),
    public.push_changes(jsonb, jsonb, jsonb, jsonb, bigint, uuid)
from public, anon, authenticated;
grant execute on function
    private.mark_of(bigint),
    private.is_set_back(bigint, uuid),
    private.refuse_without_account(),
    public.pull_changes(bigint, integer, bigint, uuid),
    public.push_changes(jsonb, jsonb, jsonb, jsonb, bigint, uuid)
to authenticated;
