"""What an SMTP server's answer means for a letter: later, never, or a fault of our own."""

import smtplib
import ssl

from closeloop.mail.refusals import Misconfigured, NotSent, Refused, Unreachable, shown

HANGS_UP = 421
# The server wants a sign-in, or one of another kind, before it takes anything from us.
WANTS_SIGN_IN = frozenset({530, 534, 535, 538})
TOO_LARGE = 552
PERMANENT = range(500, 600)
OURS_TO_MEND: dict[type[OSError], str] = {
    smtplib.SMTPAuthenticationError: "does not accept the sign-in in CLOSELOOP_MAIL",
    smtplib.SMTPSenderRefused: "does not take letters from CLOSELOOP_MAIL_FROM",
}


def meaning(fault: OSError) -> NotSent:
    """Tell what a fault on the line to the mail server means for the letter in hand."""
    match fault:
        case smtplib.SMTPRecipientsRefused():
            return _of_the_recipient(*next(iter(fault.recipients.values())))
        case smtplib.SMTPDataError():
            return _of_the_recipient(fault.smtp_code, fault.smtp_error)
        case smtplib.SMTPResponseException():
            return _of_ours(fault)
        case smtplib.SMTPServerDisconnected():
            return _of_the_line(fault.__context__)
        case smtplib.SMTPException():
            words = "The mail server offers no sign-in that we know; check CLOSELOOP_MAIL."
            return Misconfigured(words, ends_batch=True)
        case _:
            return _of_the_line(fault)


def _of_the_recipient(code: int, said: bytes | str) -> NotSent:
    words = _quoted(code, said)
    if code not in PERMANENT:
        later = f"The mail server asked us to try again later: {words}"
        return Unreachable(later, code=code, ends_batch=code == HANGS_UP)
    if code in WANTS_SIGN_IN or _is_about_us(code, words):
        return Misconfigured(f"The mail server does not take this from us: {words}", code=code)
    return Refused(f"The mail server does not take letters for this address: {words}", code=code)


def _is_about_us(code: int, words: str) -> bool:
    """Tell a full mailbox or an unknown one from a letter that is too large, or no relaying.

    5.2.x is about the mailbox whatever the code; 5.1.7 and 5.1.8 are about the sender (RFC 3463).
    """
    too_large = code == TOO_LARGE and " 5.2." not in words
    about_the_sender = " 5.1.7 " in words or " 5.1.8 " in words
    return too_large or about_the_sender or "relay" in words.lower()


def _of_ours(fault: smtplib.SMTPResponseException) -> NotSent:
    code, words = fault.smtp_code, _quoted(fault.smtp_code, fault.smtp_error)
    if code in PERMANENT:
        why = OURS_TO_MEND.get(type(fault), "will not talk to us")
        return Misconfigured(f"The mail server {why}: {words}", code=code, ends_batch=True)
    later = f"The mail server asked us to try again later: {words}"
    return Unreachable(later, code=code, ends_batch=True)


def _of_the_line(cause: BaseException | None) -> Unreachable:
    match cause:
        case TimeoutError():
            words = "The mail server did not answer in time."
        case ssl.SSLCertVerificationError():
            words = f"The mail server's certificate is not trusted: {shown(cause.verify_message)}."
        case ssl.SSLError():
            words = "The mail server and we could not agree on encryption."
        case OSError(strerror=str(reason)):
            words = f"The mail server cannot be reached: {shown(reason)}."
        case _:
            words = "The mail server closed the line in the middle."
    return Unreachable(words, ends_batch=True)


def _quoted(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {shown(text)}"
