{# One line instead of an error for each model, where no thread has ever been loaded into the file. #}
{% macro say_where_nothing_is_loaded() %}
    {% if execute and flags.WHICH in ('build', 'run', 'test') and not adapter.get_relation(target.database, 'main', 'current_hn_items') %}
        {{ exceptions.raise_compiler_error('no thread is loaded yet: run techpulse ingest 2024-05, or any month since 2011-04, then build again') }}
    {% endif %}
{% endmacro %}
