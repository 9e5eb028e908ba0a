"""An e-mail that reminds one organisation of what is due: plain text, unsent and without a recipient."""

from email.message import EmailMessage
from email.policy import SMTP

from app import notices, wording
from app.vocabulary import DUE_STATUSES, said

# By kind of obligation: how it is done here.
HOW = {
    "wres_collection": "Send the lines through the national collection, and hand them in here too.",
    "wres_publication": "Publish the report and the action plan on your website.",
    "annual_review": "Hand in a return of the kind annual_review; the workbook is in the app.",
    "reapplication": "Hand in a return of the kind application; the workbook is in the app.",
    "award_end": "Apply again before the award ends: hand in a return of the kind application.",
    "evidence": "Renew it, and name the new evidence in your next return.",
    "action": "Report in your next return that it is done, or give a new date.",
}
URGENT = {"overdue": "Overdue", "due_soon": "Due soon"}


def subject(name: str, code: str, invented: bool) -> str:
    return notices.mark(f"What is due for {name} ({code})", invented)


def text(name: str, code: str, rows: list[dict], as_of: str, invented: bool) -> str:
    """What is overdue and near: what, by when, why and how. `rows` are of the table `calendar`, of one organisation."""
    lines = ["Dear colleague,", "", f"This is what the Assembly's records have for {name} ({code}) on {as_of}."]
    if invented:
        lines = [notices.INVENTED, "", *lines]
    for state, heading in URGENT.items():
        of_state = [row for row in rows if row["state"] == state]
        lines += ["", f"{heading.upper()}"] if of_state else []
        for row in of_state:
            day = wording.day(row["due_on"], said(DUE_STATUSES, row["status"]))
            lines += ["", f"- {row['about']}", f"  By: {day}", f"  Why: {row['basis']}", f"  How: {HOW[row['kind']]}"]
    lines += ["", "If you have done any of it, tell us: our records may be behind.", "", "The Assembly's analysts", ""]
    return "\n".join(lines)


def message(heading: str, body: str) -> bytes:
    """As a draft that a mail program opens for sending (X-Unsent is what Outlook asks for)."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = heading
    mail["X-Unsent"] = "1"
    mail.set_content(body)
    return mail.as_bytes()
