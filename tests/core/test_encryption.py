"""Sealed fields open where they were sealed and nowhere else."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core import keys
from registry.core.encryption import BadKeys, Keyring, Place, Unreadable, masked

OLD, NEW = keys.new_field_key(), keys.new_field_key()
HERE = Place("personnel", "identity_number", 7)


@given(st.text())
def test_what_is_sealed_opens_at_its_place(text):
    ring = Keyring.parse(OLD)
    assert ring.open(ring.seal(text, HERE), HERE) == text


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("personnel", "identity_number", 8),
        Place("personnel", "bank_account", 7),
        Place("hire", "identity_number", 7),
    ],
)
def test_an_envelope_moved_to_another_place_does_not_open(elsewhere):
    ring = Keyring.parse(OLD)
    with pytest.raises(Unreadable):
        ring.open(ring.seal("44030019900307987X", HERE), elsewhere)


def test_every_changed_byte_is_noticed():
    ring = Keyring.parse(OLD)
    envelope = ring.seal("secret", HERE)
    for place in range(len(envelope)):
        changed = bytearray(envelope)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            ring.open(bytes(changed), HERE)


@given(st.binary(max_size=80))
def test_rubbish_is_no_envelope(rubbish):
    with pytest.raises(Unreadable):
        Keyring.parse(OLD).open(rubbish, HERE)


def test_old_envelopes_open_after_a_new_key_came_first():
    envelope = Keyring.parse(OLD).seal("secret", HERE)
    ring = Keyring.parse(f"{NEW} {OLD}")
    assert ring.open(envelope, HERE) == "secret"
    assert not ring.is_current(envelope)
    assert ring.is_current(ring.seal("secret", HERE))


def test_bad_keys_are_refused_without_being_repeated():
    with pytest.raises(BadKeys) as refused:
        Keyring.parse("k1:c2VjcmV0")
    assert "c2VjcmV0" not in str(refused.value)


def test_key_files_are_for_their_owner_alone(tmp_path):
    made = keys.field_keys("", tmp_path)
    assert stat.S_IMODE((tmp_path / "field-keys").stat().st_mode) == 0o600
    assert keys.field_keys("", tmp_path) == made


@pytest.mark.parametrize(
    ("text", "shown"), [("44030019900307987X", "••••••••••••••987X"), ("E1234567", "••••")]
)
def test_a_masked_value_shows_four_characters_at_most(text, shown):
    assert masked(text) == shown


@given(st.binary())
def test_sealed_bytes_open_at_their_place(data):
    ring = Keyring.parse(OLD)
    assert ring.open_bytes(ring.seal_bytes(data, HERE), HERE) == data


def test_equal_texts_have_equal_marks_under_a_key_and_none_reads_the_text_from_them():
    ring = Keyring.parse(f"{NEW} {OLD}")
    assert ring.mark("110101199003070011") == ring.marks("110101199003070011")[0]
    assert ring.mark("a") != ring.mark("b")
    assert ring.marks("a")[1] == Keyring.parse(OLD).mark("a")
    assert len({mark.partition(":")[2] for mark in ring.marks("a")}) == 2
