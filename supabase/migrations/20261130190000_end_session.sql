-- A learner ends one sign-in of the account, as on a machine that was lost.

create function public.end_account_session(session_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
    perform private.refuse_without_second_factor();
    delete from auth.sessions as s where s.id = session_id and s.user_id = auth.uid();
end
$$;

comment on function public.end_account_session(uuid) is
    'End one of the caller''s sessions; its access token stays good until it ends by itself.';

revoke execute on function public.end_account_session(uuid) from public, anon;
grant execute on function public.end_account_session(uuid) to authenticated;
