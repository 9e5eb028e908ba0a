-- One row for each fact that a return states, and whether it reads as its field asks. What does not read is not known:
-- it counts as missing, and rule T04 says so. The forms are those of ingestion/cell_types.py.
select
    facts.file_sha256,
    facts.item_id,
    facts.field,
    facts.fact_value,
    if(fields.unit = 'financial year', fields.unit, fields.type) as field_type,
    fields.unit as field_unit,
    coalesce(case field_type
        when 'financial year' then {{ financial_year_start('facts.fact_value') }} is not null
        when 'date'
            then regexp_full_match(facts.fact_value, '(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}')
                and try_cast(facts.fact_value as date) is not null
        when 'number'
            then {{ is_number('facts.fact_value') }} and {{ exact_number('facts.fact_value') }} is not null
        when 'count' then regexp_full_match(facts.fact_value, '0*[0-9]{1,9}')
        when 'yes_no' then lower(facts.fact_value) in ('yes', 'no')
        when 'list'
            then regexp_full_match(facts.fact_value, '[ -~]+')
                and list_contains(string_split(fields.accepted, ' '), lower(facts.fact_value))
    end, true) as is_readable,
    facts.file_line
from {{ ref('stg_returns__facts') }} as facts
left join {{ ref('item_fields') }} as fields
    on facts.item_id = fields.item_id and facts.field = fields.field and fields."where" = 'facts'
where facts.fact_value is not null
