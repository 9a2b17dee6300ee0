-- What a client that wants to see changes at once listens to, where the project has Realtime: one
-- small row an account, changed once by each push that changed anything.

create table public.account_heads (
    user_id uuid primary key references auth.users (id) on delete cascade,
    revision bigint not null
);
comment on table public.account_heads is 'The newest revision of each account, for Realtime.';

alter table public.account_heads enable row level security;
alter table public.account_heads force row level security;
create policy own_rows on public.account_heads for select to authenticated
using ((select auth.uid()) = user_id);
create policy second_factor on public.account_heads as restrictive to authenticated
using ((select private.has_required_aal()));
revoke all on public.account_heads from public, anon, authenticated;
grant select on public.account_heads to authenticated;
grant select, insert, update, delete on public.account_heads to service_role;
create trigger forbid_owner_change before update on public.account_heads
for each row when (new.user_id is distinct from old.user_id)
execute function private.forbid_owner_change();

-- At the end of a transaction, so that a push of 500 rows is one change.
create function private.announce_head() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.account_heads as kept (user_id, revision)
    select a.user_id, a.revision from private.account_revisions as a
    where a.user_id = new.user_id
    on conflict (user_id) do update set revision = excluded.revision;
    return null;
end
$$;
create constraint trigger announce_head after insert or update on private.account_marks
deferrable initially deferred for each row execute function private.announce_head();
revoke execute on function private.announce_head() from public, anon, authenticated;

do $$
begin
    if exists (select from pg_publication where pubname = 'supabase_realtime') then
        alter publication supabase_realtime add table public.account_heads;
    end if;
end
$$;
