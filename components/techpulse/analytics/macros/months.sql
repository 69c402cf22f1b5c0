{# Which load, read by which parser, each month of a table was built from: a table beside it in Silver, written in the
   same transaction. #}
{% macro built_months() %}
    {%- do return('silver.' ~ this.identifier ~ '__months') -%}
{% endmacro %}

{% macro months_now() %}
    select month, load_id, (select any_value(parser_version) from {{ ref('hn_parsed_texts') }}) as parser_version
    from {{ ref('stg_hn__loads') }}
{% endmacro %}

{% macro keep_built_months() %}
    create table if not exists {{ built_months() }} (month date, load_id uuid, parser_version varchar)
{% endmacro %}

{% macro note_built_months() %}
    create or replace table {{ built_months() }} as {{ months_now() }}
{% endmacro %}

{# The months to build: those whose load or parser is another one now. #}
{% macro changed_months() %}
    select month from ({{ months_now() }} except select * from {{ built_months() }})
{% endmacro %}

{# Posts of changed months, and those that the table lacks: moderators move some back. All of them where it is new. #}
{% macro is_to_build() %}
    {%- set changed = changed_months() -%}
    {%- if is_incremental() -%}
    (month in ({{ changed }}) or (item_id, month) not in (select (item_id, month) from {{ this }}))
    {%- else -%}
    true
    {%- endif -%}
{% endmacro %}
