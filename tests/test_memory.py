"""A process that refreshes again and again keeps no more each time. Thirty in a row: benchmarks/refresh_memory.py."""

import json

from benchmarks.measuring import python, run

TIMES, WARM_AFTER = 7, 3
MOST = 1.1  # of what was kept after the refresh by which all is warm: the allocator's heaps still move


def test_memory_is_flat_over_refreshes_with_something_new_each_time(tmp_path):
    done = run(python("-m", "benchmarks.refresh_again", tmp_path, str(TIMES)), tmp_path)
    kept = [json.loads(text) for _, text in done.lines if text.startswith("{")]
    assert len(kept) == TIMES
    for process in kept[0]:
        assert kept[-1][process] < MOST * kept[WARM_AFTER - 1][process], [round(each[process]) for each in kept]
