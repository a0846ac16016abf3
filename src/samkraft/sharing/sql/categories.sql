-- What programme files say of data categories, version by version: they decide, not the caller.

-- The category of an area of the mapping or of a type of activity: what an item is about decides what it is (CON-01).
drop view if exists door.category_of_subject;
create view door.category_of_subject as
    select v.id as version, 'mapping'::text as kind, said->>'code' as subject, said->>'category' as category
    from public.programmes_programmeversion v cross join lateral jsonb_array_elements(v.content->'mapping_areas') said
    union all
    select v.id, kind, said->>'code', said->>'category'
    from public.programmes_programmeversion v cross join lateral jsonb_array_elements(v.content->'activity_types') said
    cross join unnest(array['activity', 'placement']) kind;
revoke all on door.category_of_subject from public, samkraft_app, samkraft_figures;

-- What a branch owes another by law: data of a category that it owns (SEK-10).
drop view if exists door.duty_by_law;
create view door.duty_by_law as
    select v.id as version, said->>'code' as category, owner as from_code, receiver as to_code
    from public.programmes_programmeversion v
    cross join lateral jsonb_array_elements(v.content->'data_categories') said
    cross join lateral jsonb_array_elements_text(said->'owners') owner
    cross join lateral jsonb_array_elements_text(said->'statutory_duty_to') receiver;
revoke all on door.duty_by_law from public, samkraft_app, samkraft_figures;

-- The categories that go nowhere on a spoken word (CON-03).
drop view if exists door.category_in_writing;
create view door.category_in_writing as
    select v.id as version, said->>'code' as category
    from public.programmes_programmeversion v cross join lateral jsonb_array_elements(v.content->'data_categories') said
    where (said->>'in_writing')::boolean;
revoke all on door.category_in_writing from public, samkraft_app, samkraft_figures;
