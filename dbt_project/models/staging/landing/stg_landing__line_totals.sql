with source as (
    select * from {{ source('landing', 'line_totals') }}
),

renamed as (
    select
        source,
        file_sha256,
        sheet,
        table_name,
        lines_read::bigint as lines_read,
        header_lines::bigint as header_lines,
        blank_lines::bigint as blank_lines,
        refused_lines::bigint as refused_lines,
        loaded_lines::bigint as loaded_lines,
        header_fingerprint,
        edition,
        columns_not_asked
    from source
)

select * from renamed
