"""Rows of the catalogue that the zoo's servers do not play: tested elsewhere, or not at all."""

ELSEWHERE = {
    "E12": "linkcheck/test_twin.py::test_suggests_https_where_the_same_page_is_there",
    "J18": "linkcheck/test_collect.py::test_reports_a_bare_url_that_is_cut",
    "J19": "linkcheck/test_collect.py::test_leaves_the_dot_of_a_sentence_out",
    "J42": "linkcheck/test_collect.py::test_reports_a_missing_underscore",
    "J43": "linkcheck/test_collect.py::test_reports_one_name_for_two_urls",
    "K01": "linkcheck/test_safety.py::test_refuses_loopback_unless_allowed",
    "K16": "linkcheck/test_safety.py::test_caps_the_links_to_one_host",
    "N01": "linkcheck/test_collect.py::test_lists_every_place_of_a_url",
    "N03": "linkcheck/test_memory.py::test_an_old_ok_is_checked_again",
    "N05": "linkcheck/test_memory.py::test_a_failure_is_never_believed",
    "N06": "linkcheck/test_memory.py::test_an_ok_only_holds_for_what_was_verified",
    "N08": "linkcheck/test_memory.py::test_a_bad_memory_is_ignored",
    "N09": "linkcheck/test_changes.py::test_a_pull_request_leaves_the_memory_alone",
    "N10": "linkcheck/test_policy.py::test_an_expired_exception_no_longer_holds",
    "N11": "linkcheck/test_policy.py::test_reports_an_exception_that_matches_nothing",
    "N12": "linkcheck/test_policy.py::test_a_pattern_does_not_hide_a_missing_page",
    "N13": "linkcheck/test_collect.py::test_skips_code_and_comments",
    "N15": "linkcheck/test_collect.py::test_skips_code_and_comments",
    "N16": "linkcheck/test_collect.py::test_finds_links_of_every_kind",
    "N17": "linkcheck/test_memory.py::test_one_bad_run_between_good_ones_fails_nothing",
    "N18": "linkcheck/test_memory.py::test_two_bad_runs_in_a_row_are_broken",
}

UNTESTED: dict[str, str] = {}
