"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.claims import Claim


class AgentError(Exception):
    """Something about a question, a brief or the settings; the message is fit to be shown."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(f"{what}: {reason}. {remedy}")
        self.what = what
        self.reason = reason
        self.remedy = remedy


class QuestionError(AgentError):
    """A question that cannot be asked: empty, or far too long."""


class SettingsError(AgentError):
    """A setting that cannot be used."""


class BriefFileError(AgentError):
    """A brief.json that cannot be read."""


class ReviewError(AgentError):
    """A decision that cannot be taken: no such claim, no name, an edit that the page does not say.

    ``code`` tells which of these it is, and ``values`` the numbers and names in its message, for other
    languages.
    """

    def __init__(self, what: str, reason: str, remedy: str, code: str = "", **values: str | int) -> None:
        """Keep the three parts, and what tells them in another language."""
        super().__init__(what, reason, remedy)
        self.code = code
        self.values = values


class EditError(ReviewError):
    """An edited claim that the words it cites do not support; ``claim`` is what the verifier made of it."""

    def __init__(self, what: str, reason: str, remedy: str, claim: Claim) -> None:
        """Keep the claim beside the three parts."""
        super().__init__(what, reason, remedy, "unsupported")
        self.claim = claim


class ConversationNameError(AgentError):
    """A conversation cannot be called so."""


class PlanError(AgentError):
    """A plan that was edited cannot be used, or a file of one."""


class SourcesError(AgentError):
    """A file of sources that cannot be used, or a line of it."""


class QuestionsFileError(AgentError):
    """A file of questions to measure by that cannot be used, or a line of it."""


class EndpointError(AgentError):
    """A chat model's endpoint cannot be used: unreachable, refusing, too slow, resting after failures."""


class ModelReplyError(AgentError):
    """A chat model's reply cannot be used: empty, nonsense, or of another shape than was asked for."""


class UnknownEvidenceError(AgentError):
    """A draft cites a handle that it was not given."""
