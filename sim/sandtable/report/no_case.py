"""Why a target found nothing to judge, as a person reads it (无案例的原因)."""

from __future__ import annotations

from collections.abc import Mapping

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.study.verdict import Verdict
from sandtable.world.target import AppliesTo, Target


def no_case_text(verdict: Verdict, target: Target, types: Mapping[str, Name] | None = None) -> str:
    """Return why there was no case; a reason that is a sentence already stays as it is.

    Parameters
    ----------
    types
        Names of incident types by id.

    """
    about = _about(target.applies_to, types or {})
    words = {
        "no_such_incident": _("nothing of what this target counts can happen in this scenario"),
        "no_residents": _("the scenario has no residents where this target asks"),
        "none_happened": _("nothing of what this target counts happened in {runs} runs"),
        "all_excluded": _("all its cases are excluded as the target says, in {runs} runs"),
        "never_on_scene": _("nobody ever came on scene, in {runs} runs"),
        "hazard_never_began": _("the hazard never began in {runs} of {runs} runs"),
        "nobody_exposed": _("the water reached nobody in {runs} of {runs} runs"),
        "nobody_ordered": _("nobody was ordered to leave in {runs} of {runs} runs"),
        "nobody_affected": _("nobody was affected in {runs} of {runs} runs"),
    }
    if verdict.cause == "no_such_incident" and about:
        text = _("no incident in this scenario with {about}: the target asks about others")
        return text.format(about=_(", ").join(about))
    if verdict.cause not in words:  # a sentence, with whatever a user's words hold
        return verdict.cause
    return words[verdict.cause].format(runs=verdict.replications)


def _about(about: AppliesTo, types: Mapping[str, Name]) -> list[str]:
    """Return in words which incidents a target is about."""
    type_word = types.get(about.type, Name()).text(language()) or about.type
    pairs = (
        (_("hazard {word}"), about.hazard),
        (_("class {word}"), class_word(about.incident_class)),
        (_("type {word}"), type_word),
        (_grade_form(about), grade_word(about.grade)),
        (_("area {word}"), about.area),
    )
    return [form.format(word=word) for form, word in pairs if word]


def _grade_form(about: AppliesTo) -> str:
    return _("grade {word} or worse") if about.grade_match == "at_least" else _("grade {word}")


def class_word(word: str) -> str:
    """Return the words for a class of incidents by law; a word of the user's stays as it is."""
    return {
        "work_safety": _("work-safety accident"),
        "natural_disaster": _("natural disaster"),
        "ordinary_call": _("ordinary call"),
    }.get(word, word)


def grade_word(grade: str) -> str:
    """Return the word for a grade."""
    return {
        "general": _("general"),
        "considerable": _("considerable"),
        "major": _("major"),
        "particularly_major": _("particularly major"),
    }.get(grade, grade)
