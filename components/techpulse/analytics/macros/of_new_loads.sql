{# In an incremental run, only rows of loads that the table does not have yet. #}
{% macro of_new_loads() %}
    {%- set loads = ref('stg_hn__loads') -%}
    {%- if is_incremental() -%}
    load_id in (select load_id from {{ loads }} where load_id not in (select load_id from {{ this }}))
    {%- else -%}
    true
    {%- endif -%}
{% endmacro %}
