"""A chatbot that answers questions on how job roles differ, from statements with their sources.

>>> import chatbot
>>> talk = chatbot.load()
>>> talk.ask("who handles customs compliance?").roles
('logistics-manager',)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatbot.conversation import Conversation

__all__ = ["load"]


def load(*folders: str | Path) -> Conversation:
    """A conversation about the knowledge in these folders, or about the knowledge that ships.

    Raises chatbot.errors.KnowledgeError with every problem where a folder does not load.
    """
    from chatbot.conversation import Conversation
    from chatbot.library import open_book

    return Conversation(open_book([Path(folder) for folder in folders]))
