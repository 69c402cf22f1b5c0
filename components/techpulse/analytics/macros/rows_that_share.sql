{# Keys that several rows hold, or that have a part missing. #}
{% macro rows_that_share(relation, columns) %}
    select {{ columns | join(', ') }}
    from {{ relation }}
    group by all
    having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{% endmacro %}
