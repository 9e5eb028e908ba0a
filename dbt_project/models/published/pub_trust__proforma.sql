select * from {{ ref('fct_proforma') }}
