-- What a machine that keeps nothing asks before it imports and when it forgets, without reading
-- the account.

create function public.known_ids(ids jsonb) returns jsonb
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
            select from public.deletions as d
            where d.user_id = (select auth.uid()) and d.id = asked.id
        )
    );
end
$$;
comment on function public.known_ids is
    'Those of the ids whose attempt or practice session the caller keeps, or deleted.';

create function public.forget_selected(
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
        select s.id from public.sessions as s
        where s.user_id = (select auth.uid()) and s.started_at >= first and lang is null
        limit 5000
    ) as chosen;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
comment on function public.forget_selected is
    'Delete the caller''s attempts since an instant and, where they are of every language, the '
    'practice sessions; how many, 5000 at most: where it is as many, there may be more.';

revoke execute on function public.known_ids(jsonb), public.forget_selected(timestamptz, text)
from public, anon, authenticated;
grant execute on function public.known_ids(jsonb), public.forget_selected(timestamptz, text)
to authenticated;
