"""The list of branches says which sites there are."""

from application.identity import branch as branches
from domain.identity.branch.commands import Close, Open, Rename
from domain.shared.ids import BranchId
from tests.projections.play import Play


async def opened(play: Play, name: str, code: str) -> BranchId:
    """A new branch."""
    done = await play.do(play.admin, branches.open_branch(Open(name=name, code=code)))
    assert done.folded is not None
    return BranchId(done.folded.stream_id)


async def test_branches_are_found_by_state_code_and_name(play: Play):
    kiel, bonn = await opened(play, "Kiel", "KI-1"), await opened(play, "Bonn", "BN-1")
    await play.do(play.admin, branches.rename_branch(bonn, Rename(name="Bad Godesberg")))
    await play.do(play.admin, branches.close_branch(kiel, Close(reason="moved")))
    for filters, found in (
        ({}, [bonn, kiel]),
        ({"status": "Closed"}, [kiel]),
        ({"code": "BN-1"}, [bonn]),
        ({"q": "godes"}, [bonn]),
        ({"q": "ki-"}, [kiel]),
    ):
        assert [row["id"] for row in await play.page("branches", **filters)] == found
