with source as (
    select * from {{ source('returns', 'headers') }}
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
        try_cast(assessment_date as date) as assessment_date,
        try_cast(period_start as date) as period_start,
        try_cast(period_end as date) as period_end,
        level_applied_for,
        sro_role,
        try_cast(attested_on as date) as attested_on
    from pivoted
)

select * from renamed
