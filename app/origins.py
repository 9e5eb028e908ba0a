"""Where a number on a page is from: the published table, the key of its row and its columns.

It stands beside the number as `data-of`, so that anybody, a test among them, can look the number up in an export.
"""

# The columns that tell one row of a published table from any other.
KEYS = {
    "agreements": ("org_code", "item_id", "agreed_on"),
    "applications": ("application_id",),
    "awards": ("org_code",),
    "blocking": ("region_code", "item_id"),
    "board": ("org_code", "assessment_date"),
    "calendar": ("org_code", "obligation"),
    "changes": ("org_code", "measure_code", "year_from", "year_to"),
    "completeness": ("org_code", "source", "period"),
    "disparity": ("org_code", "snapshot_on", "staff_scope"),
    "freshness": ("source", "is_demonstration"),
    "funnels": ("org_code", "wres_year", "measure_code", "peer_group", "metric_class"),
    "gold3": ("org_code", "assessment_date"),
    "improvements": ("org_code", "item_id"),
    "items": ("org_code", "assessment_date", "item_id"),
    "levels": ("org_code", "assessment_date"),
    "measures": ("org_code", "wres_year", "measure_code"),
    "movers": ("org_code", "kind", "subject"),
    "peer_groups": ("org_code", "peer_group"),
    "peer_shares": ("org_code", "metric", "peer_group", "category"),
    "peers": ("org_code", "wres_year", "measure_code", "peer_group"),
    "populations": ("basis", "area_code"),
    "proforma": ("org_code", "wres_year", "measure_code"),
    "quality": ("org_code", "source", "period", "dimension"),
    "reference_values": ("area_level", "area_name", "wres_year", "indicator"),
    "revisions": ("org_code", "table", "key", "column", "change"),
    "series": ("org_code", "series_code", "snapshot_on"),
    "submissions": ("source", "file_name", "sha256"),
    "targets": ("org_code", "wres_year", "band"),
    "trends": ("org_code", "measure_code", "year_first", "year_last"),
    "unknown_rates": ("org_code", "wres_year", "measure_code", "source", "of_what"),
}


def of(table: str, row: dict, *columns: str) -> str:
    """`table|key|…|column column`: the numbers of a text, in the order in which they stand there."""
    return "|".join([table, *(str(row[key]) for key in KEYS[table]), " ".join(columns)])
