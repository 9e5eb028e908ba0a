with source as (
    select * from {{ cells(source('returns', 'templates')) }}
),

pivoted as (
    pivot (select file_sha256, field, nullif(value, '') as value from source)
    on field in ('template_version', 'template_hash')
    using max(value)
    group by file_sha256
)

select * from pivoted
