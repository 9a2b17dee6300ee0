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
