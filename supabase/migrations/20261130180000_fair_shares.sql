-- A row may hold what its columns may hold. The limit of a row was lower than those of words and
-- details, and weighed their binary form: it refused for ever what a client may well make.
--
-- A row is weighed as its columns are, by the bytes of its long texts. All columns together hold
-- up to 1,148,576 of them, so that this limit refuses nothing until the owner lowers it.

alter table private.account_limits alter column most_bytes_a_row set default 1200000;
update private.account_limits set most_bytes_a_row = 1200000 where most_bytes_a_row = 262144;

create or replace function private.refuse_long_row() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    most integer := (select l.most_bytes_a_row from private.account_limits as l);
    bytes integer := octet_length(new.words::text) + coalesce(octet_length(new.details::text), 0)
        + octet_length(new.target_phrase) + octet_length(new.recognized_phrase);
begin
    if bytes > most then
        raise check_violation using message = format('a row of more than %s bytes', most);
    end if;
    return new;
end
$$;

-- What an account uses is a part of what it may hold, which therefore is never nothing.
update private.account_limits set
    most_rows = greatest(most_rows, 1),
    most_bytes = greatest(most_bytes, 1),
    most_bytes_a_day = greatest(most_bytes_a_day, 1),
    most_bytes_a_row = greatest(most_bytes_a_row, 1)
where true;
alter table private.account_limits add constraint account_limits_positive
check (least(most_rows, most_bytes, most_bytes_a_day, most_bytes_a_row) > 0);

-- A push says as well which part the account uses: it is what fills it.
create or replace function public.push_changes(
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
    return answer || jsonb_build_object(
        'mark', private.mark_of(head), 'used', public.account_usage()
    );
end
$$;
