-- Who may do what: learners with their own rows, and nobody else anything.
--
-- A call stands in (select ...) so that it runs once a statement and not once a row.

create function private.second_factor_shown() returns boolean
language sql stable security definer set search_path = '' as $$
    select coalesce((select auth.jwt()) ->> 'aal' = 'aal2', false) or not exists (
        select from auth.mfa_factors
        where user_id = (select auth.uid()) and status = 'verified'
    )
$$;
comment on function private.second_factor_shown is
    'Whether the token proves the second factor, where the account has one.';

alter table public.users enable row level security;
alter table public.users force row level security;
alter table public.user_settings enable row level security;
alter table public.user_settings force row level security;
alter table public.sessions enable row level security;
alter table public.sessions force row level security;
alter table public.user_progress enable row level security;
alter table public.user_progress force row level security;

create policy own_rows on public.users to authenticated
using ((select auth.uid()) = id) with check ((select auth.uid()) = id);
create policy own_rows on public.user_settings to authenticated
using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy own_rows on public.sessions to authenticated
using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy own_rows on public.user_progress to authenticated
using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

create policy second_factor on public.users as restrictive to authenticated
using ((select private.second_factor_shown()));
create policy second_factor on public.user_settings as restrictive to authenticated
using ((select private.second_factor_shown()));
create policy second_factor on public.sessions as restrictive to authenticated
using ((select private.second_factor_shown()));
create policy second_factor on public.user_progress as restrictive to authenticated
using ((select private.second_factor_shown()));

-- Older projects hand every new table to the API's roles.
revoke all on public.users, public.user_settings, public.sessions, public.user_progress
from public, anon, authenticated;

-- An upsert sets every column that it is given, keys too, so UPDATE is for whole tables.
grant select, insert, update on public.users to authenticated;
grant select, insert, update, delete on public.user_settings to authenticated;
grant select, insert, update, delete on public.sessions to authenticated;
grant select, insert, delete on public.user_progress to authenticated;
grant select, insert, update, delete
on public.users, public.user_settings, public.sessions, public.user_progress to service_role;

grant usage on schema private to authenticated;
revoke execute on all functions in schema private from public, anon, authenticated;
grant execute on function private.second_factor_shown() to authenticated;
