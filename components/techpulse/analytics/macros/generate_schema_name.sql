{# A schema is called what a model's config says: `silver` and `gold`, not `silver_gold`. #}
{% macro generate_schema_name(custom_schema_name, node) %}
    {{- custom_schema_name or target.schema -}}
{% endmacro %}
