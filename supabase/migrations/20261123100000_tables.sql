-- What a learner's account keeps. Every row hangs on auth.users and goes with it.
--
-- The address of a learner stays in auth.users alone: a copy would have to follow each change of
-- it. Keys lead with the owner, so that the key of a stranger's row is free for everybody else and
-- reveals nothing. An instant is refused before 2000 (a clock that was never set) and more than
-- two days ahead of the server's (one that runs wild); clocks that are hours off pass.

create schema private;
comment on schema private is 'Helpers of the policies; no schema that the API shows.';

create table public.users (
    id uuid primary key references auth.users (id) on delete cascade,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    display_name text check (display_name ~ '\S' and char_length(display_name) <= 80)
);
comment on table public.users is 'A learner''s profile.';

create table public.user_settings (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    updated_at timestamptz not null default now(),
    setting_key text not null check (setting_key ~ '^[a-z][a-z0-9_.-]{0,63}$'),
    setting_value jsonb not null check (octet_length(setting_value::text) <= 16384),
    primary key (user_id, setting_key)
);
comment on table public.user_settings is 'A learner''s choices, one a row.';

create table public.sessions (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    device_id uuid not null,
    started_at timestamptz not null
        check (started_at >= '2000-01-01 00:00+00' and started_at <= now() + interval '2 days'),
    ended_at timestamptz
        check (ended_at >= started_at and ended_at <= now() + interval '2 days'),
    primary key (user_id, id)
);
comment on table public.sessions is 'A sitting of practice; it has no end while it goes on.';
create index sessions_by_start on public.sessions (user_id, started_at desc, id desc);

create table public.user_progress (
    user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
    id uuid not null,
    device_id uuid not null,
    practice_date timestamptz not null check (
        practice_date >= '2000-01-01 00:00+00' and practice_date <= now() + interval '2 days'
    ),
    similarity_score double precision check (similarity_score between 0 and 100),
    duration_ms integer not null check (duration_ms between 0 and 86400000),
    perfect_match boolean not null,
    language_code text not null check (
        language_code ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$' and char_length(language_code) <= 35
    ),
    target_phrase text not null
        check (target_phrase ~ '\S' and char_length(target_phrase) <= 5000),
    recognized_phrase text not null check (char_length(recognized_phrase) <= 20000),
    verdict text not null check (
        verdict in ('understood', 'partly_understood', 'not_understood', 'not_scorable')
    ),
    words jsonb not null
        check (jsonb_typeof(words) = 'array' and octet_length(words::text) <= 524288),
    deck text check (char_length(deck) between 1 and 200),
    model text not null check (char_length(model) between 1 and 200),
    scorer_version text not null check (char_length(scorer_version) between 1 and 50),
    primary key (user_id, id),
    constraint user_progress_score_fits_verdict
        check ((verdict = 'not_scorable') = (similarity_score is null)),
    constraint user_progress_perfect_is_understood
        check (verdict = 'understood' or not perfect_match)
);
comment on table public.user_progress is 'Judged utterances; added and removed, never changed.';
create index user_progress_by_date on public.user_progress (user_id, practice_date desc, id desc);

create function private.refuse_new_owner() returns trigger
language plpgsql set search_path = '' as $$
begin
    raise insufficient_privilege using message = 'a row stays with its owner';
end
$$;

create function private.note_the_time() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create trigger owner_stays before update on public.users
for each row when (new.id is distinct from old.id) execute function private.refuse_new_owner();
create trigger owner_stays before update on public.user_settings
for each row when (new.user_id is distinct from old.user_id)
execute function private.refuse_new_owner();
create trigger owner_stays before update on public.sessions
for each row when (new.user_id is distinct from old.user_id)
execute function private.refuse_new_owner();
create trigger owner_stays before update on public.user_progress
for each row when (new.user_id is distinct from old.user_id)
execute function private.refuse_new_owner();

create trigger time_is_noted before insert or update on public.users
for each row execute function private.note_the_time();
create trigger time_is_noted before insert or update on public.user_settings
for each row execute function private.note_the_time();

-- A sign-up must not fail for the sake of a profile: the learner can still add it.
create function private.add_profile() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.users (id, display_name)
    values (new.id, nullif(left(btrim(new.raw_user_meta_data ->> 'display_name'), 80), ''))
    on conflict do nothing;
    return new;
exception when others then
    raise warning 'no profile for a new account: %', sqlerrm;
    return new;
end
$$;

create trigger miolingo_adds_profile after insert on auth.users
for each row execute function private.add_profile();

insert into public.users (id) select id from auth.users on conflict do nothing;
