"""Event files, read without anything of what wrote them: TFRecords, and protocol buffers by hand."""
import struct

CASTAGNOLI = 0x11EDC6F41  # x^32 + …, the highest power first


class Corrupt(Exception):
    """A record whose checksum or length is wrong."""


def crc32c(data):
    """The remainder of a long division over GF(2): no table, no reflected polynomial."""
    bits = [byte >> place & 1 for byte in data for place in range(8)] + [0] * 32
    for place in range(32):
        bits[place] ^= 1
    remainder = 0
    for bit in bits:
        remainder = remainder << 1 | bit
        if remainder >> 32:
            remainder ^= CASTAGNOLI
    return int(f"{remainder:032b}"[::-1], 2) ^ 0xFFFFFFFF


def masked(data):
    checksum = crc32c(data)
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) % 2**32


def payloads(data):
    """What the records of a file carry. Unlike TensorBoard's reader it does not stop at a bad one: it says so."""
    found, at = [], 0
    while at < len(data):
        if len(data) < at + 12:
            raise Corrupt(f"a piece of a record at {at}")
        length, checksum = struct.unpack("<QI", data[at:at + 12])
        if checksum != masked(data[at:at + 8]):
            raise Corrupt(f"the length at {at}")
        if len(data) < at + 16 + length:
            raise Corrupt(f"a piece of a record at {at}")
        payload = data[at + 12:at + 12 + length]
        if struct.unpack("<I", data[at + 12 + length:at + 16 + length])[0] != masked(payload):
            raise Corrupt(f"the payload at {at}")
        found.append(payload)
        at += 16 + length
    return found


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(data):
    """A message as {number of the field: [values]}: whole numbers, or bytes as they are."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = data[at:at + length], at + length
            assert len(value) == length
        found.setdefault(key >> 3, []).append(value)
    return found


def inside(message, *numbers):
    """The message in the first field of these numbers, one in the other."""
    for number in numbers:
        message = fields(message[number][0])
    return message


def numbers(data, code):
    return list(struct.unpack(f"<{len(data) // struct.calcsize(code)}{code}", data))


def event(payload):
    """(wall time, step, what it is, of what tag, value): a scalar, a histogram's rows, a graph's nodes."""
    message = fields(payload)
    time, step = numbers(message[1][0], "d")[0], message.get(2, [0])[0]
    if 3 in message:
        return time, step, "version", None, message[3][0].decode()
    if 4 in message:
        return time, step, "graph", None, [node(data) for data in fields(message[4][0])[1]]
    value = inside(message, 5, 1)
    plugin = inside(value, 9, 1)[1][0].decode()
    return time, step, plugin, value[1][0].decode(), tensor(fields(value[8][0]))


def dimensions(shape):
    return [fields(dimension).get(1, [0])[0] for dimension in fields(shape).get(2, [])]


def tensor(message):
    """A float, or the rows of a matrix of doubles."""
    size = dimensions(message[2][0])
    if message[1] == [1]:
        assert size == []
        return numbers(message[5][0], "f")[0]
    assert message[1] == [2]
    entries = numbers(message.get(6, [b""])[0], "d")
    assert len(entries) == size[0] * size[1]
    return [entries[row * size[1]:(row + 1) * size[1]] for row in range(size[0])]


def node(data):
    """(name, operator, inputs, shape, expression)"""
    message = fields(data)
    attributes = {fields(pair)[1][0].decode(): inside(fields(pair), 2) for pair in message[5]}
    return (message[1][0].decode(), message[2][0].decode(), [name.decode() for name in message.get(3, [])],
            dimensions(inside(attributes["_output_shapes"], 1)[7][0]), attributes["expression"][2][0].decode())
