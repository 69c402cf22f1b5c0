{# Rows of loads that are no longer a month's newest go, those of new ones come: a refreshed month is replaced whole,
   and what vanished from its thread vanishes here. The model selects rows of loads that it does not have yet. #}
{% macro get_incremental_replace_loads_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where load_id not in (select load_id from {{ ref('stg_hn__loads') }});

    insert into {{ arguments.target_relation }} by name
    select * from {{ arguments.temp_relation }}
{% endmacro %}

{# Texts that no post has any more go, and so do those that an earlier parser read. #}
{% macro get_incremental_replace_texts_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where text_sha256 not in (select text_sha256 from {{ ref('stg_hn__job_posts') }})
        or text_sha256 in (select text_sha256 from {{ arguments.temp_relation }});

    insert into {{ arguments.target_relation }} by name
    select * from {{ arguments.temp_relation }}
{% endmacro %}
