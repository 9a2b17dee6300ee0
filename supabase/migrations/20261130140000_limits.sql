-- Fair shares: how much an account may hold, so that one learner cannot fill a project that many
-- share. The owner of a project changes the figures here: docs/supabase.md, Fair shares.
--
-- A row is counted by the bytes of its text form, which is about what it takes with its indexes.
-- An account that has reached a limit takes no more; the push that reaches it may go beyond it by
-- a tenth.

create table private.account_limits (
    only_row boolean primary key default true check (only_row),
    most_rows bigint not null default 1000000,
    most_bytes bigint not null default 600000000,
    most_bytes_a_day bigint not null default 100000000,
    most_bytes_a_row integer not null default 262144
);
comment on table private.account_limits is
    'What an account may hold and add in a day (UTC): rows without tombstones, of which there may '
    'be twice as many, and bytes.';
insert into private.account_limits default values;

alter table private.account_revisions
add column rows_kept bigint not null default 0,
add column bytes_kept bigint not null default 0,
add column tombstones bigint not null default 0,
add column counted_on date,
add column bytes_that_day bigint not null default 0;

with kept as (
    select user_id, octet_length(p::text) as bytes, 0 as is_tombstone from public.user_progress as p
    union all
    select user_id, octet_length(s::text), 0 from public.sessions as s
    union all
    select user_id, octet_length(s::text), 0 from public.user_settings as s
    union all
    select user_id, 0, 1 from public.deletions
), counted as (
    select
        user_id,
        count(*) - sum(is_tombstone) as rows,
        sum(bytes) as bytes,
        sum(is_tombstone) as tombstones
    from kept group by user_id
)
update private.account_revisions as a
set rows_kept = c.rows, bytes_kept = c.bytes, tombstones = c.tombstones
from counted as c where c.user_id = a.user_id;

create function private.count_added() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    limits private.account_limits := (select l from private.account_limits as l);
    today date := (now() at time zone 'UTC')::date;
    is_tombstone boolean := tg_table_name = 'deletions';
    change record;
    used private.account_revisions;
begin
    for change in
        select a.user_id, count(*) as rows, sum(octet_length(a::text)) as bytes
        from added as a group by a.user_id
    loop
        update private.account_revisions as counter set
            rows_kept = rows_kept + case when is_tombstone then 0 else change.rows end,
            bytes_kept = bytes_kept + case when is_tombstone then 0 else change.bytes end,
            tombstones = tombstones + case when is_tombstone then change.rows else 0 end,
            counted_on = today,
            bytes_that_day = change.bytes
                + case when counter.counted_on = today then counter.bytes_that_day else 0 end
        where counter.user_id = change.user_id
        returning counter.* into used;
        if private.is_beyond(used.bytes_that_day, change.bytes, limits.most_bytes_a_day) then
            raise sqlstate 'PT402' using message = 'account_full_today';
        elsif private.is_beyond(used.tombstones, change.rows, 2 * limits.most_rows)
            and is_tombstone
            or not is_tombstone and (
                private.is_beyond(used.rows_kept, change.rows, limits.most_rows)
                or private.is_beyond(used.bytes_kept, change.bytes, limits.most_bytes)
            )
        then
            raise sqlstate 'PT402' using message = 'account_full';
        end if;
    end loop;
    return null;
end
$$;

create function private.is_beyond(used bigint, added numeric, most bigint) returns boolean
language sql immutable set search_path = '' as $$
    select used - added >= most or used > 1.1 * most
$$;
comment on function private.is_beyond is 'Whether a limit was reached before something was added.';

create function private.count_removed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    update private.account_revisions as counter
    set rows_kept = counter.rows_kept - r.rows, bytes_kept = counter.bytes_kept - r.bytes
    from (
        select user_id, count(*) as rows, sum(octet_length(gone::text)) as bytes
        from removed as gone group by user_id
    ) as r
    where counter.user_id = r.user_id;
    return null;
end
$$;

create function private.count_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    update private.account_revisions as counter
    set bytes_kept = counter.bytes_kept + c.bytes
    from (
        select user_id, sum(bytes) as bytes from (
            select user_id, octet_length(a::text) as bytes from added as a
            union all
            select user_id, -octet_length(gone::text) from removed as gone
        ) as both_forms group by user_id
    ) as c
    where counter.user_id = c.user_id;
    return null;
end
$$;

create trigger count_added after insert on public.user_progress
referencing new table as added for each statement execute function private.count_added();
create trigger count_added after insert on public.sessions
referencing new table as added for each statement execute function private.count_added();
create trigger count_added after insert on public.user_settings
referencing new table as added for each statement execute function private.count_added();
create trigger count_added after insert on public.deletions
referencing new table as added for each statement execute function private.count_added();
create trigger count_removed after delete on public.user_progress
referencing old table as removed for each statement execute function private.count_removed();
create trigger count_removed after delete on public.sessions
referencing old table as removed for each statement execute function private.count_removed();
create trigger count_changed after update on public.sessions
referencing old table as removed new table as added
for each statement execute function private.count_changed();
create trigger count_changed after update on public.user_settings
referencing old table as removed new table as added
for each statement execute function private.count_changed();

create function private.refuse_long_row() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    most integer := (select l.most_bytes_a_row from private.account_limits as l);
begin
    if pg_column_size(new) > most then
        raise check_violation using message = format('a row of more than %s bytes', most);
    end if;
    return new;
end
$$;

-- Triggers of one event run in the order of their names: this one is the first.
create trigger a_refuse_long_row before insert or update on public.user_progress
for each row execute function private.refuse_long_row();

create function public.account_usage() returns double precision
language plpgsql stable security definer set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    return coalesce(
        (
            select greatest(
                a.rows_kept::double precision / l.most_rows,
                a.bytes_kept::double precision / l.most_bytes
            )
            from private.account_revisions as a, private.account_limits as l
            where a.user_id = auth.uid()
        ),
        0
    );
end
$$;
comment on function public.account_usage is
    'Which part of what it may hold the caller''s account holds: 1 where it is full.';

-- Of a language tag that is longer than any of ours nothing is read, row after row.
create or replace function private.in_language(language_code text, lang text) returns boolean
language sql immutable set search_path = '' as $$
    select lang is null
        or octet_length(lang) <= 35 and (
            lower(language_code) = lower(lang)
            or starts_with(lower(language_code), lower(lang) || '-')
        )
$$;

revoke execute on function
    private.count_added(),
    private.count_removed(),
    private.count_changed(),
    private.is_beyond(bigint, numeric, bigint),
    private.refuse_long_row(),
    public.account_usage()
from public, anon, authenticated;
grant execute on function public.account_usage() to authenticated;
