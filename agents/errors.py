"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations


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
