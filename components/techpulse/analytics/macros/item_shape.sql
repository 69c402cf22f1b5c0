{# The fields of an item that we read, as `from_json` wants them: one pass over the payload. #}
{% macro item_shape() %}
    '{"type": "VARCHAR", "parent": "BIGINT", "by": "VARCHAR", "time": "BIGINT", "title": "VARCHAR", "text": "VARCHAR", "deleted": "BOOLEAN", "dead": "BOOLEAN"}'
{%- endmacro %}
