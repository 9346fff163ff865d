"""What the agents may use: the relevance models, and tool models that read texts with every head."""

from __future__ import annotations

from finetune.features import Candidate as Candidate
from finetune.features import Question as Question
from finetune.features import coverage as coverage
from finetune.relevance import RelevanceModel as RelevanceModel
from finetune.relevance import relevance_model as relevance_model
from finetune.words import names as names
from finetune.words import words as words
from finetune.words import written as written
