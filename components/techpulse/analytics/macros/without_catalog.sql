{# A view keeps its tables' names as they are written. Without the catalog's, which is the file's, the views hold in a
   renamed file, too, and where the store attaches it under another name. #}
{% macro ref() %}
    {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{% endmacro %}

{% macro source() %}
    {% do return(builtins.source(*varargs).include(database=false)) %}
{% endmacro %}
