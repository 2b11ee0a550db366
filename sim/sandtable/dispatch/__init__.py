"""The Operation: processes of the response and the policies that decide."""

from sandtable.dispatch.commands import KINDS, Command, Outcome
from sandtable.dispatch.operation import Operation
from sandtable.dispatch.picture import Decider, Picture
from sandtable.dispatch.policies import POLICIES, load_policy_file, make_decider, register
from sandtable.dispatch.records import Records
from sandtable.dispatch.replay import Replay
from sandtable.dispatch.roads import road_book

__all__ = [
    "KINDS",
    "POLICIES",
    "Command",
    "Decider",
    "Operation",
    "Outcome",
    "Picture",
    "Records",
    "Replay",
    "load_policy_file",
    "make_decider",
    "register",
    "road_book",
]
