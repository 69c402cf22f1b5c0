{# Rows that share one of the keys, each a list of columns, or have a part of it missing. #}
{% test unique_keys(model, keys) %}
    {% for columns in keys %}
    select 1 from ({{ rows_that_share(model, columns) }})
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endtest %}
