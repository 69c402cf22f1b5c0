{# How an incremental table takes in what its model selects. What is gone from the source goes here, too, which dbt's own
   strategies, knowing only the new rows, cannot do. #}

{# Rows of loads that are no longer a month's newest go, those of new ones come. #}
{% macro get_incremental_replace_loads_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where load_id not in (select load_id from {{ ref('stg_hn__loads') }});

    {{ take_in(arguments) }}
{% endmacro %}

{# Texts that no post has any more go, and so do those that another parser read. #}
{% macro get_incremental_replace_texts_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where text_sha256 not in (select text_sha256 from {{ ref('stg_hn__job_posts') }})
        or text_sha256 in (select text_sha256 from {{ arguments.temp_relation }});

    {{ take_in(arguments) }};

    {# What a Python model gives is a table like any other to dbt-duckdb, which would leave it in the file for good. #}
    drop table {{ arguments.temp_relation }}
{% endmacro %}

{# Rows of changed months go, and those of items that are read in another month now. #}
{% macro get_incremental_replace_months_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where month in ({{ changed_months() }})
        or (item_id, month) not in (select (item_id, month) from ({{ living_posts() }}));

    {{ take_in(arguments) }}
{% endmacro %}

{% macro take_in(arguments) %}
    insert into {{ arguments.target_relation }} by name
    select * from {{ arguments.temp_relation }}
{% endmacro %}
