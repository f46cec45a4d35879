"""The build step of a wheel: the knowledge goes in as it is and compiled, so that what is installed only opens it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Adds chatbot/_knowledge and chatbot/_compiled/<digest> to a wheel.

    An editable install gets neither: it reads the folder beside the package, which may change under it.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles before the wheel is put together; raises KnowledgeError where the knowledge does not load."""
        if version == "editable":
            return
        self._draft = tempfile.TemporaryDirectory()
        knowledge = Path(self.root, "knowledge")
        compiled = compile_into(Path(self._draft.name), knowledge, package_in=self.root)
        build_data["force_include"][str(knowledge)] = "chatbot/_knowledge"
        build_data["force_include"][str(compiled)] = f"chatbot/_compiled/{compiled.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what is in the wheel by now."""
        if version != "editable":
            self._draft.cleanup()


def compile_into(folder: Path, knowledge: Path, package_in: str) -> Path:
    """Compiles the knowledge with the package of the source tree into the folder that its digest names."""
    sys.path.insert(0, package_in)  # the build environment holds what the package needs, not the package
    from chatbot.compiled import digest, save
    from chatbot.compiling import compile_knowledge
    from chatbot.knowledge import load
    from chatbot.library import find_encoder
    from chatbot.yamlfiles import content_files

    encoder = find_encoder(warn=_fail)
    assert encoder is not None
    compiled = folder / digest(content_files([knowledge]), encoder.digest)
    save(compile_knowledge(load(knowledge), encoder), compiled)
    return compiled


def _fail(message: str) -> None:
    raise RuntimeError(message)
