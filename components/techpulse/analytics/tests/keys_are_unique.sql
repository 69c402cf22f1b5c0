-- Marts that hold two rows of one key, or a key with a part missing. One test, since each costs dbt a tenth of a second;
-- tables that others are made from have theirs beside them, which stops the build there.
{% set keys = {
    'job_post_technologies': ['item_id', 'technology_key'],
    'technology_trends_monthly': ['month', 'technology_key'],
    'hiring_monthly': ['month'],
    'pay_monthly': ['month', 'currency', 'period'],
    'companies': ['company_key'],
    'locations_monthly': ['month', 'country'],
    'month_coverage': ['month'],
} %}
{% for mart, columns in keys.items() %}
select '{{ mart }}' as mart
from ({{ rows_that_share(ref(mart), columns) }})
{{ 'union all' if not loop.last }}
{% endfor %}
