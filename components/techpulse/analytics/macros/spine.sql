{# One row per month from the first thread to `last`, an expression: nothing where that is null. #}
{% macro months_until(last) %}
    select unnest(generate_series(date '2011-04-01', {{ last }}, interval 1 month))::date as month
{% endmacro %}
