with source as (
    select * from {{ cells(source('returns', 'headers')) }}
),

pivoted as (
    pivot (select file_sha256, field, nullif(value, '') as value from source)
    on field in (
        'org_code', 'return_type', 'assessment_date', 'period_start', 'period_end', 'level_applied_for', 'sro_role',
        'attested_on'
    )
    using max(value)
    group by file_sha256
),

renamed as (
    select
        file_sha256,
        org_code,
        return_type,
        assessment_date::date as assessment_date,
        period_start::date as period_start,
        period_end::date as period_end,
        level_applied_for,
        sro_role,
        attested_on::date as attested_on
    from pivoted
)

select * from renamed
