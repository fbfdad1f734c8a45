"""People at their browsers: signed in, and every page that they may come to."""

from playwright.sync_api import Page

from closeloop.rules.refs import action_ref
from tests.authority import MONDAY, Authority


def signs_in(page: Page, address: str, name: str) -> None:
    """Sign in as one of the authority's people, by one press."""
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name=name, exact=True).first.click()
    page.get_by_role("heading", level=1, name="Your work").wait_for()


def at_work(authority: Authority) -> dict[str, list[str]]:
    """An authority with something of everything, and each person's pages."""
    authority.takes_in()
    authority.takes_in("C-1002", practitioner="ben", restricted=True)
    found = authority.raises("critical", "high", *["standard"] * 4)
    authority.supervises("amira", dict.fromkeys(found[2:4], "on_track"), by="tia")
    authority.takes(found[2], "address", "amira", note="Visited", evidence="Case note 2 March")
    authority.takes(found[4], "challenge", "amira", reason="It was there before")
    authority.looks(MONDAY.replace(day=18))
    draft = authority.drafts()
    escalation = f"/escalations/E-{authority.escalation_of(found[1])}"
    action = [f"/actions/{action_ref(one)}" for one in found]
    both = ["/", "/actions", action[1], "/escalations", escalation, "/audits/A-1"]
    return {
        "Amira": [*both, "/audits/A-1/mine", f"{action[3]}/address", f"{action[5]}/challenge",
                  f"{action[1]}/ask_for_time", "/me/absence", "/help", "/privacy",
                  "/me", "/me/password"],
        "Tia": [*both, "/supervision", "/supervision/P-5", "/supervision/P-5?paper=1", "/team",
                f"/actions/reassign?pick={action_ref(found[1])}",
                "/supervision/records/S-1", "/supervision/team",
                f"{action[1]}/extend", f"{action[1]}/reassign", "/people/P-5/absence"],
        "Iris": [*both, "/escalations/new", f"/escalations/new?action={action_ref(found[5])}",
                 "/children", "/children/C-1001", "/children/C-1001/footprint",
                 "/reports/escalation_year?whose=mine"],
        "Hal": ["/", escalation, "/reports", "/reports/steps", "/reports/standing",
                "/reports/drift", "/reports/answers"],
        "Carl": ["/", "/children", "/escalations", "/reports/steps", "/reports/standing"],
        "Ada": ["/", "/audits", "/audits/new", "/audits/new?one=1", f"{draft}/about",
                f"{draft}/draft", f"{draft}/send", f"{action[2]}/return", "/verifying",
                f"/verifying/{action_ref(found[2])}"],
        "Quinn": ["/", "/audits", "/verifying", "/audits/A-1/moderate", "/imports/new",
                  f"{action[4]}/decide", f"{action[5]}/withdraw"],
        "Otto": ["/", "/people/P-5/sign-in", "/admin", "/admin/delivery", "/admin/calendar",
                 "/admin/calendar/new", "/admin/people", "/admin/people/new", "/admin/people/P-5",
                 "/admin/people/P-5/end", "/admin/teams",
                 "/admin/tokens", "/admin/settings", "/admin/workflows",
                 "/admin/workflows/audit_action/1", "/admin/workflows/new",
                 "/imports/new", "/mailbox", "/accessibility", "/no-such-page"],
    }  # fmt: skip
