"""Archives are read without unpacking, in bounded memory, and what they say of themselves is not believed."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import archives
from kg.archives import ArchiveFault, Member, check_archive, iter_members, open_member

Change = Callable[[zipfile.ZipInfo], None]


def write_zip(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_entries(path: Path, *names: str) -> Path:
    """An archive with entries of any name, each of which holds the word "data"."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            archive.writestr(info, "data")
    return path


def write_changed(
    path: Path, change: Change, content: bytes = b"data", compression: int = zipfile.ZIP_DEFLATED
) -> Path:
    """An archive of two members, of which the directory says something else of the first than is true."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("changed.txt", content)
        archive.writestr("sound.txt", "sound")
        change(archive.infolist()[0])
    return path


def read(path: Path, name: str) -> bytes:
    with open_member(path, name) as stream:
        return stream.read()


def faults(path: Path) -> dict[str, str]:
    return {member.name: member.fault for member in iter_members(path)}


def test_members_come_by_name_without_folders_and_hold_their_bytes(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", **{"b.txt": "two", "folder/": "", "folder/a.txt": "one\r\n", "a.txt": ""})
    assert list(iter_members(path)) == [Member("a.txt", 0), Member("b.txt", 3), Member("folder/a.txt", 5)]
    assert [read(path, name) for name in ("a.txt", "b.txt", "folder/a.txt")] == [b"", b"two", b"one\r\n"]


def test_a_member_is_read_as_lines_in_pieces(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", **{"a.txt": "é\n" * 100_000})
    with open_member(path, "a.txt") as stream, io.TextIOWrapper(stream, "utf-8", newline="\n") as lines:
        assert sum(line == "é\n" for line in lines) == 100_000


@pytest.mark.parametrize("keep", [0, 1, 21, 100, -1, -20])
def test_a_truncated_archive_is_one_clear_line(tmp_path: Path, keep: int) -> None:
    path = write_zip(tmp_path / "x.zip", **{"a.txt": "data" * 100, "b.txt": "more"})
    path.write_bytes(path.read_bytes()[:keep])
    for call in (check_archive, lambda file: list(iter_members(file)), lambda file: open_member(file, "a.txt")):
        with pytest.raises(ArchiveFault, match=r"^is cut short or no zip; fetch it again$"):
            call(path)


def test_an_archive_without_its_beginning_is_one_clear_line(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", **{"a.txt": "data" * 100})
    path.write_bytes(path.read_bytes()[10:])
    with pytest.raises(ArchiveFault, match=r"^is cut short or no zip; fetch it again$"):
        list(iter_members(path))


def test_a_member_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveFault, match=r"^has no member 'b\.txt'$"):
        open_member(write_zip(tmp_path / "x.zip", **{"a.txt": "data"}), "b.txt")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("/etc/passwd", "its name is absolute; it is not read"),
        ("C:/autoexec.bat", "its name is absolute; it is not read"),
        ("c:passwords", "its name is absolute; it is not read"),
        ("../up.txt", "its name leads out of the archive or has an empty part; it is not read"),
        ("a/../../up.txt", "its name leads out of the archive or has an empty part; it is not read"),
        ("./a.txt", "its name leads out of the archive or has an empty part; it is not read"),
        ("a//b.txt", "its name leads out of the archive or has an empty part; it is not read"),
        ("..\\up.txt", "its name has a backslash, which is a folder to some systems; zip it anew"),
        ("a\nb.txt", "its name is empty or has a control character; zip it anew"),
        ("inner.zip", "an archive inside the archive; unpack it"),
        ("folder/inner.tar.GZ", "an archive inside the archive; unpack it"),
    ],
)
def test_a_name_that_must_not_be_is_a_fault_of_its_member_alone(tmp_path: Path, name: str, fault: str) -> None:
    path = write_entries(tmp_path / "x.zip", name, "sound.txt")
    assert faults(path) == {name: fault, "sound.txt": ""}
    assert read(path, "sound.txt") == b"data"
    with pytest.raises(ArchiveFault) as caught:
        open_member(path, name)
    assert str(caught.value) == f"{name}: {fault}"


def test_a_folder_that_leads_out_of_the_archive_is_told_as_well(tmp_path: Path) -> None:
    assert list(faults(write_entries(tmp_path / "x.zip", "../../", "a.txt"))) == ["../../", "a.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_not_read(tmp_path: Path) -> None:
    path = write_entries(tmp_path / "x.zip", "a.txt", "b.txt", "a.txt")
    fault = "stands more than once in the archive, and which one counts is unknown; zip it anew"
    assert faults(path) == {"a.txt": fault, "b.txt": ""}


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (stat.S_IFLNK | 0o777, "a link; put the file itself into the archive"),
        (stat.S_IFIFO | 0o644, "no plain file; leave it out of the archive"),
        (stat.S_IFCHR | 0o644, "no plain file; leave it out of the archive"),
        (stat.S_IFREG | 0o644, ""),
        (0o644, ""),
    ],
)
def test_only_plain_files_are_read(tmp_path: Path, kind: int, fault: str) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = kind << 16

    assert faults(write_changed(tmp_path / "x.zip", change)) == {"changed.txt": fault, "sound.txt": ""}


@pytest.mark.parametrize("flag", [0x1, 0x40, 0x2000])
def test_an_encrypted_member_is_named_with_the_way_out(tmp_path: Path, flag: int) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.flag_bits |= flag

    path = write_changed(tmp_path / "x.zip", change)
    assert faults(path)["changed.txt"] == "encrypted; unpack it with its password"
    assert read(path, "sound.txt") == b"sound"


@pytest.mark.parametrize(
    ("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "LZMA"), (99, "method 99")]
)
def test_a_compression_whose_output_has_no_bound_is_not_read(tmp_path: Path, method: int, name: str) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.compress_type = method

    fault = f"compressed with {name}, where only deflate is read; unpack it"
    assert faults(write_changed(tmp_path / "x.zip", change))["changed.txt"] == fault


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GiB of zeros in about one MiB."""
    path = tmp_path_factory.mktemp("bomb") / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.txt", "w") as member:
        for _ in range(1024):
            member.write(bytes(2**20))
    return path


def test_a_zip_bomb_is_known_before_it_is_opened(bomb: Path) -> None:
    assert bomb.stat().st_size < 2 * 2**20
    fault = "becomes 1,028 times as long when decompressed, more than 250; unpack it if it is genuine"
    assert list(iter_members(bomb)) == [Member("zeros.txt", 2**30, fault)]
    with pytest.raises(ArchiveFault, match="1,028 times"):
        open_member(bomb, "zeros.txt")


def test_a_long_member_takes_no_more_memory_than_its_pieces(bomb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_RATIO", 2000)
    tracemalloc.start()
    with open_member(bomb, "zeros.txt") as stream:
        total = sum(len(stream.read(65_536)) for _ in range(1024))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 64 * 2**20
    assert peak < 2**20


@pytest.mark.parametrize(("declared", "what"), [(3, "holds more bytes than it declares"), (100, "ends 96 bytes early")])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_size_that_is_not_true_is_found_while_reading(
    tmp_path: Path, declared: int, what: str, compression: int
) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.file_size = declared

    path = write_changed(tmp_path / "x.zip", change, compression=compression)
    with pytest.raises(ArchiveFault, match=rf"^changed\.txt: {what}; fetch the archive again$"):
        read(path, "changed.txt")
    assert read(path, "sound.txt") == b"sound"


def test_a_bomb_that_declares_little_stops_at_what_it_declares(tmp_path: Path) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.file_size = 1000

    path = write_changed(tmp_path / "x.zip", change, bytes(50 * 2**20))
    with pytest.raises(ArchiveFault, match=r"^changed\.txt: its checksum does not hold; fetch the archive again$"):
        read(path, "changed.txt")


def test_other_bytes_than_the_checksum_says_are_a_fault(tmp_path: Path) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.CRC ^= 1

    path = write_changed(tmp_path / "x.zip", change)
    with pytest.raises(ArchiveFault, match=r"^changed\.txt: its checksum does not hold; fetch the archive again$"):
        read(path, "changed.txt")


def test_damaged_bytes_are_a_fault_of_their_member_alone(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", **{"a.txt": "0123456789" * 1000, "b.txt": "sound"})
    data = bytearray(path.read_bytes())
    data[60:80] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(ArchiveFault, match=r"^a\.txt: .*fetch the archive again$"):
        read(path, "a.txt")
    assert read(path, "b.txt") == b"sound"


def test_two_entries_over_the_same_bytes_are_not_read(tmp_path: Path) -> None:
    def change(info: zipfile.ZipInfo) -> None:
        info.compress_size += 40

    fault = "its bytes overlap those of another entry; fetch the archive again"
    assert faults(write_changed(tmp_path / "x.zip", change)) == {"changed.txt": fault, "sound.txt": ""}


def test_two_entries_at_one_place_are_both_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "data")
        archive.writestr("b.txt", "data")
        archive.infolist()[1].header_offset = 0
    assert all("overlap" in fault for fault in faults(path).values())


def test_an_archive_of_too_many_entries_is_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 2)
    path = write_entries(tmp_path / "x.zip", "a", "b", "c")
    with pytest.raises(ArchiveFault, match=r"^has 3 entries, more than 2; unpack it$"):
        check_archive(path)


def test_a_directory_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, archives.MOST_DIRECTORY + 1, 0, 0)
    path.write_bytes(bytes(archives.MOST_DIRECTORY + 1) + end)
    with pytest.raises(ArchiveFault, match=r"^its directory is longer than 4,194,304 bytes; unpack it$"):
        check_archive(path)


def test_an_archive_of_too_many_bytes_is_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES_IN_ALL", 7)
    with pytest.raises(ArchiveFault, match=r"^holds 8 bytes, more than 7; unpack what is needed$"):
        list(iter_members(write_entries(tmp_path / "x.zip", "a", "b")))


def test_a_member_of_too_many_bytes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 4)
    path = write_zip(tmp_path / "x.zip", **{"long.txt": "12345", "short.txt": "1234"})
    assert faults(path) == {"long.txt": "holds 5 bytes, more than 4; divide it", "short.txt": ""}


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=8, unique=True)
)
def test_whatever_a_member_is_called_it_is_read_or_has_a_reason(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_entries(tmp_path_factory.mktemp("names") / "x.zip", *names)
    members = list(iter_members(path))
    assert [member.name for member in members] == sorted({member.name for member in members})
    for member in members:
        parts = member.name.split("/")
        assert member.fault or not ({"", ".", ".."} & set(parts) or "\\" in member.name)
        if not member.fault:
            assert read(path, member.name) == b"data"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_an_archive_with_any_byte_changed_is_read_or_is_a_fault(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_zip(tmp_path_factory.mktemp("bytes") / "x.zip", **{"a.txt": "data " * 50, "b/c.txt": "more"})
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    try:
        for member in iter_members(path):
            if not member.fault:
                assert len(read(path, member.name)) == member.size
    except ArchiveFault:
        pass  # anything else is a failure


@pytest.mark.parametrize(
    ("archive", "count"), [("drugsatfda/drugsatfda.zip", 11), ("health-canada-dpd/allfiles.zip", 24)]
)
def test_the_registers_archives_are_sound(shared: Path, archive: str, count: int) -> None:
    members = list(iter_members(shared / "corpus" / archive))
    assert len(members) == count
    assert {member.fault for member in members} == {""}
